// One's own account: names, picture, language, password, API tokens.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch, post, user } from "../api/client.ts";
import type { User } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { chosen, choose, LANGUAGES, type Language } from "../i18n/language.ts";
import { FormError, SaveButton, TextField, useForm } from "../ui/forms.tsx";
import { Button, Field, say } from "../ui/parts.tsx";
import { PasswordField } from "../ui/password.tsx";
import { Avatar } from "./avatar.tsx";
import { Tokens } from "./tokens.tsx";

const NAMES = ["first_name", "last_name", "email", "website", "bio"] as const;

function Profile({ me }: { me: User }): JSX.Element {
  const form = useForm(async (data) => {
    await patch<User>("/auth/me/", Object.fromEntries(NAMES.map((name) =>
      [name, data.get(name)])));
    say(t.saved);
  });
  const field = (name: typeof NAMES[number], more: object = {}) => (
    <TextField form={form} name={name} label={t.account[name]}
      value={me[name] ?? ""} {...more} />
  );
  return (
    <form class="form" onSubmit={form.submit}>
      <FormError form={form} />
      <div class="pair">
        {field("first_name", { max: 150, autocomplete: "given-name" })}
        {field("last_name", { max: 150, autocomplete: "family-name" })}
      </div>
      {field("email", { type: "email", max: 254, autocomplete: "email" })}
      {field("website", { type: "url", max: 200, autocomplete: "url",
        hint: t.account.websiteHint })}
      {field("bio", { rows: 4, max: 1000, hint: t.account.bioHint })}
      <div><SaveButton form={form} /></div>
    </form>
  );
}

function Password({ me, onDone }: { me: User; onDone: () => void }):
JSX.Element {
  const form = useForm(async (data, element) => {
    await post("/auth/password/", { old_password: data.get("old_password"),
      new_password: data.get("new_password") });
    element.reset();
    onDone();
    say(t.account.passwordDone);
  });
  return (
    <form class="form" onSubmit={form.submit}>
      <FormError form={form} />
      <input class="unseen" type="text" name="username" readOnly tabIndex={-1}
        autocomplete="username" value={me.username} aria-hidden="true" />
      <PasswordField name="old_password" label={t.account.oldPassword}
        autocomplete="current-password" errors={form.errors.old_password} />
      <PasswordField name="new_password" label={t.account.newPassword}
        hint={t.account.passwordHint} autocomplete="new-password"
        errors={form.errors.new_password} />
      <p class="hint">{t.account.passwordEnds}</p>
      <div><SaveButton form={form} text={t.account.setPassword} /></div>
    </form>
  );
}

function LanguageChoice(): JSX.Element {
  return (
    <form class="form" onSubmit={(event) => {
      event.preventDefault();
      const wish = new FormData(event.currentTarget).get("language");
      choose(String(wish) as Language | "");
    }}>
      <Field label={t.account.language} hint={t.account.languageHint}>
        {(attrs) => (
          <select {...attrs} name="language">
            <option value="" selected={chosen() === ""}>
              {t.account.languageOfBrowser}</option>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option value={code} lang={code}
                selected={code === chosen()}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <div><Button kind="main" type="submit">{t.save}</Button></div>
    </form>
  );
}

export function AccountScreen(): JSX.Element {
  const me = user.value!;
  // tokens end with a password: they are read again
  const [round, setRound] = useState(0);
  return (
    <div class="narrow">
      <div class="head"><h1>{t.places.account}</h1>
        <span class="soft">{me.username} · {t.roles[me.role]}</span></div>
      <section class="part">
        <h2>{t.account.profile}</h2>
        <Avatar me={me} />
        <Profile me={me} />
      </section>
      <section class="part">
        <h2>{t.account.thisPage}</h2>
        <LanguageChoice />
      </section>
      <section class="part">
        <h2>{t.password}</h2>
        <Password me={me} onDone={() => setRound(round + 1)} />
      </section>
      <Tokens key={round} />
    </div>
  );
}
