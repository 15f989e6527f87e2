// One file of the library: what it is, where it is used, its two texts.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, get, patch } from "../api/client.ts";
import type { Media, Page, PostItem } from "../api/types.ts";
import { send, type Upload } from "../api/upload.ts";
import { t } from "../i18n/en.ts";
import { replace, withQuery } from "../router.ts";
import { isUnderWay, reprocess } from "../text/media.ts";
import { removeAsked } from "../ui/forms.tsx";
import { Button, Dialog, Field, say } from "../ui/parts.tsx";
import { useRead } from "../ui/reading.tsx";
import { ago, bytes } from "../ui/times.ts";
import { Sending } from "./media-sending.tsx";

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

function Shown({ media }: { media: Media }): JSX.Element {
  return !media.url ? <p class="pending">{media.mime_type}</p>
    : media.media_type === "VIDEO" ? <video src={media.url} controls
      poster={media.variants.poster?.url} />
      : <img src={media.variants.medium?.url ?? media.url}
        alt={media.alt_text} />;
}

function Sizes({ media }: { media: Media }): JSX.Element {
  return (
    <details>
      <summary>{t.mediaSizes}</summary>
      <ul>{Object.entries(media.variants).map(([name, one]) => (
        <li><a href={one.url} target="_blank">{name}</a>{" "}
          <span class="hint">{one.width} × {one.height}{" · "}
            {bytes(one.file_size)}</span></li>
      ))}</ul>
    </details>
  );
}

const USES = 20;

function Uses({ posts }: { posts: Page<PostItem> }): JSX.Element {
  return (
    <div>
      <p class="label">{posts.count === 0 ? t.notUsed : t.usedIn}</p>
      <ul>{posts.results.map((one) => <li><a href={`#/posts/${one.id}`}>
        {one.title || t.untitled}</a></li>)}</ul>
      {posts.count > USES && <p class="hint">
        {t.andMore(posts.count - USES)}</p>}
    </div>
  );
}

interface Props {
  id: number;
  onClose: () => void;
  onChange: () => void;
}

export function Detail({ id, onClose, onChange }: Props): JSX.Element | null {
  const [media, setMedia] = useState<Media | null>(null);
  const { data: posts } = useRead<Page<PostItem>>(
    `/posts/?media=${id}&fields=id,title&page_size=${USES}`);
  const used = posts !== null && posts.count > 0;
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
    if (await removeAsked(`/media/${id}/`, t.deleteSeveralAsk(1),
      media!.original_name ?? "")) {
      onClose();
    }
  }
  return (
    <Dialog title={media.original_name ?? ""} wide onClose={onClose}>
      <div class="media-detail">
        <Shown media={media} />
        <div>
          {isUnderWay(media) && <p role="status">{t.upload.processing}</p>}
          {(media.status === "FAILED" || media.error) && <p class="error">
            {media.error || t.upload.failed}</p>}
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
            {media.created_at && ` · ${ago(media.created_at)}`}
            {` · ${media.uploaded_by}`}</p>
          <Sizes media={media} />
          {posts !== null && <Uses posts={posts} />}
          <div class="row">
            <Button onClick={() => void again()}>{t.reprocess}</Button>
            {media.status === "FAILED" && <Replace media={media}
              onDone={onChange} />}
            <Button kind="danger" icon="trash" disabled={used}
              onClick={() => void remove()}>{t.remove}</Button>
          </div>
          {used && <p class="hint">{t.inUse}</p>}
        </div>
      </div>
    </Dialog>
  );
}
