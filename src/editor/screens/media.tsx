// The media library: a grid, one file in detail, uploads.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, config, get, patch, user } from "../api/client.ts";
import type { Media, Page } from "../api/types.ts";
import { send, type Upload } from "../api/upload.ts";
import { t } from "../i18n/en.ts";
import { isUnderWay, reprocess } from "../text/media.ts";
import { path, query, replace, withQuery } from "../router.ts";
import { Button, confirm, Dialog, Empty, Field, Icon, say }
  from "../ui/parts.tsx";
import { smallURL } from "../ui/picker.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { ago, bytes } from "../ui/times.ts";
import { Pages } from "./posts.tsx";

const SIZE = 40;

function listPath(): string {
  const wish = new URLSearchParams({ page_size: String(SIZE) });
  for (const name of ["media_type", "search", "page", "all", "in_use",
    "status"]) {
    const value = query.value.get(name);
    if (value) {
      wish.set(name, value);
    }
  }
  return `/media/?${wish}`;
}

function Tile({ media }: { media: Media }): JSX.Element {
  const src = media.media_type === "VIDEO" ? media.variants.poster?.url
    : smallURL(media);
  return (
    <li>
      <a class="tile" href={`#${withQuery({ open: String(media.id) })}`}
        aria-label={media.alt_text || media.original_name}>
        {media.status === "READY" && src
          ? <img src={src} alt="" loading="lazy" />
          : <span class="pending">{media.status === "READY"
            ? media.original_name : media.status === "FAILED"
              ? t.upload.failed : t.upload.processing}</span>}
      </a>
    </li>
  );
}

function Sending({ upload }: { upload: Upload }): JSX.Element | null {
  const state = upload.state.value;
  return state === "ready" ? null : (
    <li class="sending">
      <span>{upload.file.name}</span>
      {state === "sending" ? <progress max={1} value={upload.progress.value}
        aria-label={t.upload.sending} /> : <span class={state === "failed"
        ? "error" : ""}>{upload.error.value || t.upload[state]}</span>}
      {state === "failed" &&
        <Button onClick={upload.retry}>{t.retry}</Button>}
    </li>
  );
}

// Another file in place of one that failed, with what was written of it.
async function replaceBy(old: Media, made: Media): Promise<void> {
  const { alt_text, caption } = old;
  await patch(`/media/${made.id}/`, { alt_text, caption });
  const gone = await ask(`/media/${old.id}/`, { method: "DELETE" });
  say(gone.status === 204 ? t.replaced : t.replacedInUse);
  replace(withQuery({ open: String(made.id) }));
}

function Replace({ media, onDone }: { media: Media;
  onDone: () => void }): JSX.Element {
  const [upload, setUpload] = useState<Upload | null>(null);
  return (
    <>
      <label class="button">{t.replaceFile}
        <input type="file" class="unseen" name="replacement"
          accept={media.media_type === "VIDEO" ? "video/*"
            : "image/*,.heic,.avif"}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            let taken = false;
            if (file !== undefined) {
              setUpload(send(file, (made) => {
                if (made !== null && !taken && made.id !== media.id) {
                  taken = true;
                  void replaceBy(media, made).catch((failure: Error) =>
                    say(failure.message, true)).then(onDone);
                }
              }));
            }
          }} /></label>
      {upload !== null && <ul><Sending upload={upload} /></ul>}
    </>
  );
}

function Detail({ id, onClose, onChange }: { id: number;
  onClose: () => void; onChange: () => void }): JSX.Element | null {
  const [media, setMedia] = useState<Media | null>(null);
  const [used, setUsed] = useState<number[]>([]);
  useEffect(() => {
    get<Media>(`/media/${id}/`).then(setMedia, (failure: Error) => {
      say(failure.message, true);
      onClose();
    });
  }, [id]);
  if (media === null) {
    return null;
  }
  const set = (name: "alt_text" | "caption", value: string) => {
    if (value !== media[name]) {
      patch<Media>(`/media/${id}/`, { [name]: value }).then((now) => {
        setMedia(now);
        onChange();
        say(t.saved);
      }, (failure: Error) => say(failure.message, true));
    }
  };
  async function again(): Promise<void> {
    setMedia({ ...media!, status: "PROCESSING", error: "" });
    await reprocess(id).then(setMedia, (failure: Error) => {
      setMedia(media);
      say(failure.message, true);
    });
    onChange();
  }
  async function remove(): Promise<void> {
    if (await confirm(t.deleteMediaAsk, t.remove)) {
      get(`/media/${id}/`, { method: "DELETE" }).then(() => {
        onChange();
        onClose();
      }, (failure) => {
        setUsed((failure.answer?.body?.posts ?? []) as number[]);
        say(failure.message, true);
      });
    }
  }
  return (
    <Dialog title={media.original_name ?? ""} wide onClose={onClose}>
      <div class="media-detail">
        {!media.url ? <p class="pending">{media.mime_type}</p>
          : media.media_type === "VIDEO" ? <video src={media.url} controls
            poster={media.variants.poster?.url} />
            : <img src={media.variants.medium?.url ?? media.url}
              alt={media.alt_text} />}
        <div>
          {isUnderWay(media) && <p role="status">{t.upload.processing}</p>}
          {media.status === "FAILED" && <p class="error">
            {media.error || t.upload.failed}</p>}
          {media.status !== "FAILED" && media.error &&
            <p class="error">{media.error}</p>}
          <Field label={t.alt} hint={t.altHint}>
            {(attrs) => <textarea {...attrs} rows={2} maxLength={255}
              defaultValue={media.alt_text}
              onChange={(event) => set("alt_text",
                event.currentTarget.value)} />}
          </Field>
          <Field label={t.caption}>
            {(attrs) => <textarea {...attrs} rows={2} maxLength={500}
              defaultValue={media.caption}
              onChange={(event) => set("caption",
                event.currentTarget.value)} />}
          </Field>
          <p class="hint">{media.width ?? "?"} × {media.height ?? "?"}
            {" · "}{bytes(media.file_size ?? 0)}{" · "}{media.mime_type}
            {media.created_at && ` · ${ago(media.created_at)}`}</p>
          {used.length > 0 && <p>{t.usedIn}: {used.map((one) => <a
            href={`#/posts/${one}`}>{one} </a>)}</p>}
          <div class="row">
            <Button onClick={() => void again()}>{t.reprocess}</Button>
            {media.status === "FAILED" && <Replace media={media}
              onDone={onChange} />}
            <Button kind="danger" icon="trash"
              onClick={() => void remove()}>{t.remove}</Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}

// Who may see everyone's files chooses whose are shown.
function Whose(): JSX.Element {
  const now = query.value.get("all") ?? "";
  return (
    <span class="aside whose" role="group" aria-label={t.mediaWhose}>
      {Object.entries({ "": t.mediaMine, true: t.mediaAll }).map(
        ([all, text]) => <a href={`#${withQuery({ all, page: "" })}`}
          aria-current={all === now ? "true" : undefined}>{text}</a>)}
    </span>
  );
}

export function MediaScreen(): JSX.Element {
  const list = useRead<Page<Media>>(listPath());
  const [sending, setSending] = useState<Upload[]>([]);
  const open = Number(query.value.get("open")) || null;

  function take(files: Iterable<File>): void {
    const most = config.value!.limits.upload;
    for (const file of files) {
      if (file.size > most) {
        say(`${file.name}: ${t.tooLarge(bytes(most))}`, true);
        continue;
      }
      const upload = send(file, list.again);
      setSending((now) => [...now, upload]);
    }
  }
  const type = query.value.get("media_type") ?? "";
  return (
    <div onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files ?? []);
      }}>
      <div class="head">
        <h1>{t.media}</h1>
        <label class="search"><Icon name="search" />
          <input type="search" aria-label={t.search} placeholder={t.search}
            onInput={(event) => replace(withQuery({ page: "",
              search: event.currentTarget.value.trim() }))} /></label>
        <label class="button main">{t.uploadFiles}
          <input type="file" class="unseen" multiple
            accept="image/*,video/*,.heic,.avif"
            onChange={(event) => take(event.currentTarget.files ?? [])} />
        </label>
      </div>
      <nav class="tabs" aria-label={t.media}>
        {Object.entries(t.mediaType).map(([value, text]) => (
          <a href={`#${withQuery({ media_type: value, page: "" })}`}
            aria-current={value === type ? "page" : undefined}>{text}</a>
        ))}
        {user.value!.role !== "WRITER" && <Whose />}
      </nav>
      <ul class="uploads">{sending.map((one) => <Sending key={one.id}
        upload={one} />)}</ul>
      <Shown of={list}>{({ count, results }) => <>
        {results.length === 0
          ? <Empty title={t.emptyMedia} text={t.emptyMediaText} />
          : <ul class="grid">{results.map((one) => <Tile key={one.id}
            media={one} />)}</ul>}
        <Pages count={count} size={SIZE} />
      </>}</Shown>
      {open !== null && path.value === "/media" && <Detail key={open}
        id={open}
        onClose={() => replace(withQuery({ open: "" }))}
        onChange={list.again} />}
    </div>
  );
}
