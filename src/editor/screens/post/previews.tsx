// Addresses at which others see the post as it will be.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../../api/client.ts";
import type { Preview } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import type { Session } from "../../save/session.ts";
import { copy } from "../../ui/copying.tsx";
import { Button, confirm, Field, say } from "../../ui/parts.tsx";
import { ago, moment } from "../../ui/times.ts";

const HOUR = 3600;
const TIMES: [number, string][] = [[HOUR, t.hour], [24 * HOUR, t.day],
  [7 * 24 * HOUR, t.week], [30 * 24 * HOUR, t.month]];

function Made({ preview }: { preview: Preview }): JSX.Element {
  return (
    <div class="made">
      <Field label={t.previewURL} hint={t.previewOnce}>
        {(attrs) => <input {...attrs} readOnly value={preview.url}
          onFocus={(event) => event.currentTarget.select()} />}
      </Field>
      <div class="row">
        <Button kind="main" onClick={() => void copy(preview.url!)}>
          {t.copyLink}</Button>
        <a class="button" href={preview.url} target="_blank"
          rel="noopener noreferrer">{t.view}</a>
      </div>
    </div>
  );
}

export function PreviewsPanel({ session }: { session: Session }):
JSX.Element {
  const [list, setList] = useState<Preview[] | null>(null);
  const [made, setMade] = useState<Preview | null>(null);
  const [seconds, setSeconds] = useState(24 * HOUR);
  const [busy, setBusy] = useState(false);
  const path = `/posts/${session.post.value!.id}/previews/`;
  const failed = (failure: Error) => say(failure.message, true);
  useEffect(() => {
    // those that were made before the answer came stay
    const put = (all: Preview[]) => setList((made) => [
      ...(made ?? []).filter((one) => !all.some(({ id }) => id === one.id)),
      ...all]);
    get<Preview[]>(path).then(put, (failure: Error) => {
      put([]);
      failed(failure);
    });
  }, [path]);

  async function make(): Promise<void> {
    setBusy(true);
    // what was typed a moment ago is to be seen as well
    await session.drained();
    await post<Preview>(path, { expires_in: seconds }).then((one) => {
      setMade(one);
      setList((now) => [one, ...now ?? []]);
    }, failed);
    setBusy(false);
  }
  async function end(one: Preview): Promise<void> {
    if (await confirm(t.endPreviewAsk, t.endPreview)) {
      await get(`${path}${one.id}/`, { method: "DELETE" }).then(() => {
        setList((now) => now!.filter((other) => other.id !== one.id));
        setMade((now) => now?.id === one.id ? null : now);
      }, failed);
    }
  }
  return (
    <div class="previews">
      <p class="hint">{t.previewsHint}</p>
      <Field label={t.validFor}>
        {(attrs) => (
          <select {...attrs} value={seconds} onChange={(event) => setSeconds(
            Number(event.currentTarget.value))}>
            {TIMES.map(([value, text]) => <option value={value}>{text}
            </option>)}
          </select>
        )}
      </Field>
      <Button kind={made ? "plain" : "main"} icon="link" disabled={busy}
        onClick={() => void make()}>{t.makePreview}</Button>
      {made && <Made preview={made} />}
      {list === null ? <p class="loading">{t.loading}</p>
        : list.length > 0 && (
          <ul class="links" aria-label={t.previews}>
            {list.map((one) => (
              <li key={one.id}>
                <span>{t.ends} <time dateTime={one.expires_at}
                  title={moment(one.expires_at)}>{ago(one.expires_at)}</time>
                <small>{one.author.name}, {ago(one.created_at)}</small></span>
                <Button kind="quiet" icon="trash" label={t.endPreview}
                  onClick={() => void end(one)} />
              </li>
            ))}
          </ul>
        )}
    </div>
  );
}
