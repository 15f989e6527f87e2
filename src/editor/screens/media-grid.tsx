// The library's grid: one stop for Tab, arrows from tile to tile, and a box at
// each to choose several.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Media } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { withQuery } from "../router.ts";
import { Button, confirm } from "../ui/parts.tsx";
import { smallURL } from "../ui/picker.tsx";
import { removeSoon } from "../ui/undo.ts";

function nameOf(media: Media): string {
  return media.alt_text || media.original_name || "";
}

function Picture({ media }: { media: Media }): JSX.Element {
  const src = media.media_type === "VIDEO" ? media.variants.poster?.url
    : smallURL(media);
  return media.status === "READY" && src
    ? <img src={src} alt="" loading="lazy" />
    : <span class="pending">{media.status === "READY" ? media.original_name
      : media.status === "FAILED" ? t.upload.failed : t.upload.processing}
    </span>;
}

// The tile that a key leads to; up and down are told by where tiles stand.
function tileBy(key: string, tiles: HTMLElement[], at: number): number {
  const columns = tiles.filter((one) =>
    one.offsetTop === tiles[0].offsetTop).length;
  const onward = document.documentElement.dir === "rtl" ? -1 : 1;
  return { ArrowRight: at + onward, ArrowLeft: at - onward,
    ArrowDown: at + columns, ArrowUp: at - columns, Home: 0,
    End: tiles.length - 1 }[key] ?? -1;
}

function Several({ chosen, setChosen }: { chosen: number[];
  setChosen: (ids: number[]) => void }): JSX.Element {
  async function remove(): Promise<void> {
    if (await confirm(t.deleteSeveralAsk(chosen.length), t.remove)) {
      setChosen([]);
      removeSoon(chosen.map((id) => `/media/${id}/`),
        t.deletedSeveral(chosen.length));
    }
  }
  return (
    <div class="several" role="status">
      {t.chosen(chosen.length)}
      <Button kind="danger" icon="trash" onClick={() => void remove()}>
        {t.remove}</Button>
      <Button onClick={() => setChosen([])}>{t.chooseNone}</Button>
    </div>
  );
}

export function Grid({ list }: { list: Media[] }): JSX.Element {
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<number[]>([]);
  const stop = Math.min(at, list.length - 1);
  function press(event: KeyboardEvent): void {
    const tiles = [...(event.currentTarget as HTMLElement)
      .querySelectorAll<HTMLElement>(".tile")];
    const to = tileBy(event.key, tiles, stop);
    if (to >= 0 && to < tiles.length) {
      event.preventDefault();
      tiles[to].focus();
    }
  }
  return (
    <>
      {chosen.length > 0 && <Several chosen={chosen}
        setChosen={setChosen} />}
      <ul class="grid" onKeyDown={press}>{list.map((one, index) => (
        <li key={one.id} onFocusIn={() => setAt(index)}>
          <a class="tile" href={`#${withQuery({ open: String(one.id) })}`}
            tabIndex={index === stop ? 0 : -1} aria-label={nameOf(one)}>
            <Picture media={one} /></a>
          <input type="checkbox" tabIndex={index === stop ? 0 : -1}
            aria-label={t.choose(nameOf(one))} checked={chosen.includes(
              one.id)}
            onChange={({ currentTarget }) => setChosen(currentTarget.checked
              ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))} />
        </li>
      ))}</ul>
    </>
  );
}
