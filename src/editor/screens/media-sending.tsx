// One file on its way into the library.
import type { JSX } from "preact";
import type { Upload } from "../api/upload.ts";
import { t } from "../i18n/en.ts";
import { Button } from "../ui/parts.tsx";

export function Sending({ upload }: { upload: Upload }): JSX.Element | null {
  const state = upload.state.value;
  return state === "ready" && !upload.known.value ? null : (
    <li class="sending">
      <span>{upload.file.name}</span>
      {state === "sending" ? <progress max={1} value={upload.progress.value}
        aria-label={t.upload.sending} /> : <span class={state === "failed"
        ? "error" : ""}>{upload.error.value ||
        t.upload[state === "ready" ? "known" : state]}</span>}
      {state === "failed" &&
        <Button onClick={upload.retry}>{t.retry}</Button>}
      {upload.media.value === null && <Button kind="quiet" icon="close"
        label={`${t.cancel}: ${upload.file.name}`} onClick={upload.cancel} />}
    </li>
  );
}
