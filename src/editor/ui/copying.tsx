// What is to be put somewhere else: onto the clipboard, or where there is none
// (without https, or not allowed) it is shown and marked.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { Button, Dialog, Field, say } from "./parts.tsx";

const byHand = signal<string | null>(null);

async function put(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    byHand.value = text;
    return false;
  }
}

export async function copy(text: string): Promise<void> {
  if (await put(text)) {
    say(t.copied);
  }
}

// In a dialog, where what is said at the edge of the page is out of reach.
export function CopyText({ of }: { of: () => string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <Button onClick={() => void put(of()).then(setCopied)}>
        {copied ? t.copied : t.copyText}</Button>
      <span class="unseen" role="status">{copied && t.copied}</span>
    </>
  );
}

export function Copying(): JSX.Element | null {
  const text = byHand.value;
  return text === null ? null : (
    <Dialog title={t.copy} onClose={() => {
      byHand.value = null;
    }}>
      <Field label={t.copyByHand}>
        {(attrs) => <textarea {...attrs} rows={12} readOnly autofocus
          dir="auto" value={text}
          onFocus={(event) => event.currentTarget.select()} />}
      </Field>
    </Dialog>
  );
}
