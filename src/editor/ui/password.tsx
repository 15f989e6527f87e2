// A password, which can be shown; pasting and password managers are welcome.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { Input } from "./input.tsx";
import { Field } from "./parts.tsx";

export function PasswordField(props: { name: string; label: string;
  autocomplete: string; hint?: string; errors?: string[];
  autofocus?: boolean }): JSX.Element {
  const [shown, setShown] = useState(false);
  return (
    <>
      <Field label={props.label} hint={props.hint} errors={props.errors}>
        {(attrs) => <Input {...attrs} name={props.name} required
          type={shown ? "text" : "password"} autocapitalize="none"
          spellcheck={false} autofocus={props.autofocus}
          autocomplete={props.autocomplete} />}
      </Field>
      <label class="check">
        <input type="checkbox" checked={shown}
          onChange={() => setShown(!shown)} /> {t.showPassword}
      </label>
    </>
  );
}
