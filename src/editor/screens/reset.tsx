// Behind the link of an invitation or of a forgotten password.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { config, post, user } from "../api/client.ts";
import { t } from "../i18n/en.ts";
import { replace } from "../router.ts";
import { FormError, SaveButton, useForm } from "../ui/forms.tsx";
import { Button } from "../ui/parts.tsx";
import { PasswordField } from "../ui/password.tsx";

// The link is used up, and whoever was signed in as that user no longer is.
function toSignIn(): void {
  replace("/");
  location.reload();
}

export function ResetScreen({ id: token }: { id: string }): JSX.Element {
  const [done, setDone] = useState(false);
  const form = useForm(async (data) => {
    await post("/auth/reset/", { token,
      new_password: data.get("new_password") });
    setDone(true);
  });
  const gone = form.errors[""] !== undefined &&
    form.errors[""].some((text) => text.startsWith("token:"));
  return (
    <main class="door">
      <h1>{config.value?.site}</h1>
      {done ? (
        <div class="form" role="status">
          <p>{t.reset.done}</p>
          <Button kind="main" onClick={toSignIn}>{t.signIn}</Button>
        </div>
      ) : gone ? (
        <div class="form" role="alert">
          <p>{t.reset.gone}</p>
          <Button kind="main" onClick={toSignIn}>
            {user.value ? t.reset.toPage : t.signIn}</Button>
        </div>
      ) : (
        <form class="form" onSubmit={form.submit}>
          <p>{t.reset.text}</p>
          <FormError form={form} />
          <PasswordField name="new_password" label={t.account.newPassword}
            hint={t.account.passwordHint} autocomplete="new-password"
            autofocus errors={form.errors.new_password} />
          <SaveButton form={form} text={t.account.setPassword} />
        </form>
      )}
    </main>
  );
}
