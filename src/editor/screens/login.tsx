// Sign in: the first screen, and over the page when a session has ended.
import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { config, Refused, signIn } from "../api/client.ts";
import type { User } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { Button, Field } from "../ui/parts.tsx";
import { PasswordField } from "../ui/password.tsx";

interface Props {
  // only this user may go on
  again?: User;
}

export function Login({ again }: Props): JSX.Element {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  // seconds until it can be tried again
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (wait > 0) {
      const timer = setTimeout(() => {
        setWait(wait - 1);
        setError(wait > 1 ? error : "");
      }, 1000);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [wait]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError("");
    try {
      await signIn(String(form.get("username")),
        String(form.get("password")));
    } catch (failure) {
      const { answer } = failure as Refused;
      const seconds = answer?.status === 429 ? answer.retryAfter ?? 60 : 0;
      setWait(seconds);
      setError(seconds > 0 ? t.throttled(seconds)
        : answer?.status === 0 ? t.noServer : (failure as Error).message);
    }
    setBusy(false);
  }

  const form = (
    <form class="login" onSubmit={submit}>
      {error !== "" && <p class="error" role="alert">{error}</p>}
      <Field label={t.username}>
        {(attrs) => <input {...attrs} name="username" required
          autocomplete="username" autocapitalize="none" autofocus
          defaultValue={again?.username} readOnly={again !== undefined} />}
      </Field>
      <PasswordField name="password" label={t.password}
        autocomplete="current-password" />
      <Button kind="main" type="submit" disabled={busy || wait > 0}>
        {t.signIn}{wait > 0 && ` (${wait})`}</Button>
      <details class="forgotten" open={again && error !== ""}>
        <summary>{t.forgotten}</summary>
        <p class="hint">{t.forgottenText}</p>
      </details>
    </form>
  );
  return again !== undefined ? form : (
    <main class="door">
      <h1>{config.value?.site}</h1>
      {form}
    </main>
  );
}
