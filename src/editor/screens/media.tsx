// The media library: what narrows it, the grid, one file in detail, uploads.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { config, user } from "../api/client.ts";
import type { Media, Page } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { path, query, replace, withQuery } from "../router.ts";
import { arrivals, sendAgain, sendFile, sending } from "../save/library.ts";
import { Choice, Search, wishes } from "../ui/filters.tsx";
import { Empty, say } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { bytes } from "../ui/times.ts";
import { Detail } from "./media-detail.tsx";
import { Grid } from "./media-grid.tsx";
import { Sending } from "./media-sending.tsx";
import { Pages } from "./posts.tsx";

const SIZE = 40;
const FILTERS = ["media_type", "search", "all", "in_use", "status"];

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
  const list = useRead<Page<Media>>(`/media/?${wishes(
    [...FILTERS, "page"], { page_size: String(SIZE) })}`, arrivals.value);
  const open = Number(query.value.get("open")) || null;

  useEffect(() => void sendAgain().then((names) => names.length > 0 &&
    say(t.sentAgain(names.length, names.join(", ")))), []);
  function take(files: Iterable<File>): void {
    const most = config.value!.limits.upload;
    for (const file of files) {
      if (file.size > most) {
        say(`${file.name}: ${t.tooLarge(bytes(most))}`, true);
        continue;
      }
      sendFile(file);
    }
  }
  const narrowed = FILTERS.some((one) => one !== "all" &&
    query.value.get(one));
  const type = query.value.get("media_type") ?? "";
  return (
    <div onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files ?? []);
      }}>
      <div class="head">
        <h1>{t.media}</h1>
        <Search label={t.search} />
        <label class="button main">{t.uploadFiles}
          <input type="file" class="unseen" multiple
            accept="image/*,video/*,.heic,.avif"
            onChange={({ currentTarget }) => {
              take(currentTarget.files ?? []);
              // the same ones may be chosen again
              currentTarget.value = "";
            }} />
        </label>
      </div>
      <nav class="tabs" aria-label={t.media}>
        {Object.entries(t.mediaType).map(([value, text]) => (
          <a href={`#${withQuery({ media_type: value, page: "" })}`}
            aria-current={value === type ? "page" : undefined}>{text}</a>
        ))}
        {user.value!.role !== "WRITER" && <Whose />}
      </nav>
      <div class="filters">
        <Choice name="status" label={t.statusLabel} texts={[
          ["READY", t.upload.ready], ["PROCESSING", t.upload.processing],
          ["FAILED", t.upload.failed]]} />
        <Choice name="in_use" label={t.mediaUse} texts={[
          ["true", t.used], ["false", t.notUsed]]} />
      </div>
      <ul class="uploads">{sending.value.map((one) => <Sending key={one.id}
        upload={one} />)}</ul>
      <Shown of={list}>{({ count, results }) => <>
        {results.length > 0
          ? <Grid list={results} />
          : narrowed ? <Empty title={t.emptySearch} text={t.otherFilters} />
            : <Empty title={t.emptyMedia} text={t.emptyMediaText} />}
        <Pages count={count} size={SIZE} />
      </>}</Shown>
      {open !== null && path.value === "/media" && <Detail key={open}
        id={open}
        onClose={() => replace(withQuery({ open: "" }))}
        onChange={list.again} />}
    </div>
  );
}
