// Two have changed the same: each place with both texts, and a choice.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Block, Json } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import type { Choice, Conflict, Merged } from "../../save/merge.ts";
import type { Session } from "../../save/session.ts";
import { CopyText } from "../../ui/copying.tsx";
import { Button, Dialog } from "../../ui/parts.tsx";

function textOf(value: Json | undefined): string {
  if (value === undefined) {
    return t.deleted;
  }
  if (typeof value !== "object" || value === null) {
    return String(value ?? "");
  }
  const block = value as Block;
  const text = block.text ?? block.code ?? block.items ?? block.rows ??
    block.caption ?? block.url;
  return Array.isArray(text) ? text.flat().join(" · ")
    : typeof text === "string" ? text : JSON.stringify(value);
}

function nameOf(conflict: Conflict): string {
  return conflict.key + conflict.field;
}

export function ConflictDialog({ session, merged }: { session: Session;
  merged: Merged }): JSX.Element {
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const all = merged.conflicts;
  const open = all.some((one) => choices[nameOf(one)] === undefined);
  return (
    <Dialog title={t.conflictTitle} firm wide onClose={() => undefined}>
      <p>{t.conflictText}</p>
      <ul class="conflicts">
        {all.map((one) => (
          <li>
            {(["mine", "theirs", "both"] as Choice[]).map((choice) => (
              <label class="choice">
                <input type="radio" name={nameOf(one)}
                  checked={choices[nameOf(one)] === choice}
                  onChange={() => setChoices({ ...choices,
                    [nameOf(one)]: choice })} />
                <strong>{t[choice as "mine" | "theirs" | "both"]}</strong>
                {choice !== "both" && <span>{textOf(one[choice as
                  "mine" | "theirs"])}</span>}
              </label>
            ))}
          </li>
        ))}
      </ul>
      <footer>
        <CopyText of={() => session.text()} />
        <Button kind="main" disabled={open}
          onClick={() => session.engine.resolve((one) =>
            choices[nameOf(one)] ?? "both")}>{t.decide}</Button>
      </footer>
    </Dialog>
  );
}
