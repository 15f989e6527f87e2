// What is told once: to be copied before it is put away.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { Button, Field } from "./parts.tsx";

export function Secret({ label, value, hint }: { label: string;
  value: string; hint: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // without https there is no clipboard: then it is marked to be copied
  function copy(): void {
    field.current?.select();
    navigator.clipboard?.writeText(value).then(() => setCopied(true),
      () => undefined);
  }
  return (
    <div class="secret">
      <Field label={label} hint={hint}>
        {(attrs) => (
          <div class="row">
            <input {...attrs} ref={field} readOnly value={value} dir="ltr"
              onFocus={(event) => event.currentTarget.select()} />
            <Button kind="main" onClick={copy}>
              {copied ? t.copied : t.copy}</Button>
          </div>
        )}
      </Field>
      <span class="unseen" role="status">{copied ? t.copied : ""}</span>
    </div>
  );
}
