// One user: names, role, and whether it may sign in; and the link by which it
// sets its password.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { patch, post, Refused, user as self } from "../api/client.ts";
import type { Role, User } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { CheckField, FormError, SaveButton, TextField, useForm }
  from "../ui/forms.tsx";
import { Button, confirm, Dialog, Field, say } from "../ui/parts.tsx";
import { Secret } from "../ui/secret.tsx";
import { moment } from "../ui/times.ts";

const ROLES: Role[] = ["WRITER", "EDITOR", "ADMIN"];

// What forbids to lock the last administrator out belongs to no field of the
// answer; it is shown at the one that was changed.
function atItsField(failure: unknown, roleChanged: boolean): never {
  if (failure instanceof Refused && failure.answer.status === 400) {
    const { detail } = failure.answer.body as { detail?: string };
    if (detail !== undefined) {
      throw new Refused({ ...failure.answer,
        body: { [roleChanged ? "role" : "is_active"]: [detail] } });
    }
  }
  throw failure;
}

interface Props {
  user: User | null;
  onClose: () => void;
  onSaved: () => void;
  onInvite: (user: User) => void;
}

export function UserForm({ user, onClose, onSaved, onInvite }: Props):
JSX.Element {
  const form = useForm(async (data) => {
    const body = Object.fromEntries(["username", "email", "first_name",
      "last_name", "role"].map((name) => [name, data.get(name)]));
    if (user === null) {
      const made = await post<User>("/users/", body);
      onSaved();
      onInvite(made);
      return;
    }
    const active = data.has("is_active");
    if (user.is_active && !active &&
        !await confirm(t.users.disableAsk(user.username), t.users.disable)) {
      return;
    }
    await patch(`/users/${user.id}/`, { ...body, is_active: active })
      .catch((failure) => atItsField(failure, body.role !== user.role));
    onSaved();
    onClose();
    say(t.saved);
  });
  const field = (name: "username" | "email" | "first_name" | "last_name",
    label: string, more: object = {}) => <TextField form={form} name={name}
    label={label} value={user?.[name]} {...more} />;
  return (
    <Dialog title={user?.username ?? t.users.add} onClose={onClose}>
      <form onSubmit={form.submit}>
        <FormError form={form} />
        {field("username", t.username, { required: true, max: 150,
          autofocus: user === null, hint: t.users.nameHint,
          autocomplete: "off" })}
        <div class="pair">
          {field("first_name", t.account.first_name, { max: 150 })}
          {field("last_name", t.account.last_name, { max: 150 })}
        </div>
        {field("email", t.account.email, { type: "email", max: 254 })}
        <Field label={t.users.role} errors={form.errors.role}
          hint={t.users.roleHint}>
          {(attrs) => (
            <select {...attrs} name="role">
              {ROLES.map((role) => <option value={role}
                selected={role === (user?.role ?? "WRITER")}>
                {t.roles[role]}</option>)}
            </select>
          )}
        </Field>
        {user !== null && <div class="field">
          <CheckField name="is_active" label={t.users.active}
            on={user.is_active !== false} />
          {form.errors.is_active && <p class="error" role="alert">
            {form.errors.is_active.join(" ")}</p>}
        </div>}
        {user === null && <p class="hint">{t.users.addText}</p>}
        <footer>
          {user !== null && user.is_active && user.id !== self.value!.id &&
            <Button icon="link" onClick={() => onInvite(user)}>
              {t.users.link}</Button>}
          <SaveButton form={form} text={user === null ? t.users.add
            : t.save} />
        </footer>
      </form>
    </Dialog>
  );
}

interface Link {
  url: string;
  expires_at: string;
}

export function LinkDialog({ user, onClose }: { user: User;
  onClose: () => void }): JSX.Element {
  const [link, setLink] = useState<Link | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    post<Link>(`/users/${user.id}/link/`).then(setLink,
      (failure: Error) => setError(failure.message));
  }, [user.id]);
  return (
    <Dialog title={t.users.linkFor(user.username)} onClose={onClose}>
      {error !== "" ? <p class="error" role="alert">{error}</p>
        : link === null ? <p class="loading" role="status">{t.loading}</p>
          : <Secret label={t.users.link} value={link.url}
            hint={t.users.linkText(moment(link.expires_at))} />}
      <footer><Button onClick={onClose}>{t.close}</Button></footer>
    </Dialog>
  );
}
