// What was deleted, and until when it can come back.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, post, user } from "../api/client.ts";
import type { Page, Post, Trashed } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { query } from "../router.ts";
import { Button, confirm, Empty, say } from "../ui/parts.tsx";
import { ago, moment } from "../ui/times.ts";
import { Pages } from "./posts.tsx";

const SIZE = 20;

async function restore(one: Trashed): Promise<void> {
  const now = await post<Post & { missing_media: number[] }>(
    `/posts/${one.id}/undelete/`);
  say(now.missing_media.length > 0 ? t.missingMedia(
    now.missing_media.length) : t.restored(now.title), false,
  { label: t.openIt, run: () => { location.hash = `#/posts/${one.id}`; } });
}

async function end(one: Trashed): Promise<void> {
  if (await confirm(t.deleteForGoodAsk(one.title || t.untitled),
    t.deleteForGood)) {
    await get(`/posts/trash/${one.id}/`, { method: "DELETE" });
    say(t.deletedForGood);
  }
}

export function TrashScreen(): JSX.Element {
  const [page, setPage] = useState<Page<Trashed> | null>(null);
  const [round, setRound] = useState(0);
  const number = query.value.get("page") ?? "1";
  const failed = (failure: Error) => say(failure.message, true);
  useEffect(() => {
    const stop = new AbortController();
    get<Page<Trashed>>(`/posts/trash/?page_size=${SIZE}&page=${number}`,
      { signal: stop.signal }).then(setPage, (failure: Error) => {
      if (!stop.signal.aborted) {
        failed(failure);
      }
    });
    return () => stop.abort();
  }, [number, round]);
  const then = () => setRound((n) => n + 1);
  return (
    <>
      <div class="head">
        <h1>{t.trash}</h1>
        <a class="button" href="#/posts">{t.back}</a>
      </div>
      {page === null ? <p class="loading">{t.loading}</p>
        : page.results.length === 0
          ? <Empty title={t.emptyTrash} text={t.emptyTrashText} /> : (
            <ul class="trash">
              {page.results.map((one) => (
                <li key={one.id}>
                  <span class="what">
                    <strong>{one.title || t.untitled}</strong>
                    <span class="about">
                      <span>{t.deletedBy(one.deleted_by?.name ?? "–",
                        ago(one.deleted_at))}</span>
                      {one.author.id !== user.value!.id &&
                        <span>{t.by} {one.author.name}</span>}
                      <span title={moment(one.purge_at)}>
                        {t.goneAfter(ago(one.purge_at))}</span>
                    </span>
                  </span>
                  <span class="row">
                    <Button onClick={() => void restore(one).then(then,
                      failed)}>{t.restorePost}</Button>
                    {user.value!.role !== "WRITER" && <Button kind="danger"
                      onClick={() => void end(one).then(then, failed)}>
                      {t.deleteForGood}</Button>}
                  </span>
                </li>
              ))}
            </ul>
          )}
      {page !== null && <Pages count={page.count} size={SIZE} />}
    </>
  );
}
