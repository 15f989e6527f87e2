// The whole text as it can be put anywhere else.
import { t } from "../i18n/en.ts";
import type { Session } from "../save/session.ts";
import { say } from "../ui/parts.tsx";

export function copyText(session: Session): Promise<void> {
  return copy([session.meta.value.title, session.doc.textBetween(0,
    session.doc.content.size, "\n\n", "\n")].join("\n\n"));
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(t.copied);
  } catch {
    say(t.failed, true);
  }
}
