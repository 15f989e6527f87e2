// Choose pictures of the library, or upload new ones.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Media, Page } from "../api/types.ts";
import { send } from "../api/upload.ts";
import { t } from "../i18n/en.ts";
import { learn } from "../text/media.ts";
import { Button, Dialog, Empty } from "./parts.tsx";
import { Shown, useRead } from "./reading.tsx";

export interface Wanted {
  kind: "IMAGE" | "VIDEO";
  several: boolean;
  done: (media: Media[]) => void;
}

export function smallURL(media: Media): string {
  return media.variants.thumb?.url ?? media.variants.medium?.url ??
    media.url ?? "";
}

// What was just uploaded comes first, each once.
function withSent(sent: Media[], found: Media[]): Media[] {
  const list = [...sent, ...found];
  return list.filter((media, at) => list.findIndex((one) =>
    one.id === media.id) === at);
}

export function MediaPicker({ wanted, onClose }: { wanted: Wanted;
  onClose: () => void }): JSX.Element {
  const [sent, setSent] = useState<Media[]>([]);
  const [chosen, setChosen] = useState<Media[]>([]);
  const [search, setSearch] = useState("");
  const found = useRead<Page<Media>>(`/media/?${new URLSearchParams({
    page_size: "40", status: "READY", media_type: wanted.kind, search })}`);

  function finish(media: Media[]): void {
    learn(media);
    wanted.done(media);
    onClose();
  }
  function pick(media: Media): void {
    if (!wanted.several) {
      finish([media]);
      return;
    }
    setChosen(chosen.includes(media) ? chosen.filter((one) => one !== media)
      : [...chosen, media]);
  }

  return (
    <Dialog title={t.chooseMedia} wide onClose={onClose}>
      <div class="picker-bar">
        <input type="search" aria-label={t.search} placeholder={t.search}
          onInput={(event) => setSearch(event.currentTarget.value)} />
        <label class="button">
          {t.uploadFiles}
          <input type="file" class="unseen" multiple={wanted.several}
            accept={wanted.kind === "VIDEO" ? "video/*"
              : "image/*,.heic,.avif"}
            onChange={(event) => {
              for (const file of event.currentTarget.files ?? []) {
                send(file, (media) => {
                  if (media?.status === "READY") {
                    setSent((now) => [media, ...now]);
                  }
                });
              }
            }} />
        </label>
      </div>
      <Shown of={found}>{({ results }) => {
        const list = withSent(sent, results);
        return list.length === 0 ? <Empty title={t.emptyMedia} /> : (
          <ul class="grid">
            {list.map((media) => (
              <li>
                <button type="button" class="tile"
                  aria-pressed={chosen.includes(media)}
                  aria-label={media.alt_text || media.original_name}
                  onClick={() => pick(media)}>
                  <img src={media.media_type === "VIDEO"
                    ? media.variants.poster?.url ?? "" : smallURL(media)}
                    alt="" loading="lazy" />
                </button>
              </li>
            ))}
          </ul>
        );
      }}</Shown>
      {wanted.several && (
        <footer>
          <Button kind="main" disabled={chosen.length === 0}
            onClick={() => finish(chosen)}>{t.apply}</Button>
        </footer>
      )}
    </Dialog>
  );
}
