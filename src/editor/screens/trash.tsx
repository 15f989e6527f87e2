// What was deleted, and until when it can come back.
import type { JSX } from "preact";
import { get, post, user } from "../api/client.ts";
import type { Page, Post, Trashed } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { query } from "../router.ts";
import { Button, confirm, Empty, say } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
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
  const number = query.value.get("page") ?? "1";
  const failed = (failure: Error) => say(failure.message, true);
  const list = useRead<Page<Trashed>>(
    `/posts/trash/?page_size=${SIZE}&page=${number}`);
  return (
    <>
      <div class="head">
        <h1>{t.trash}</h1>
        <a class="button" href="#/posts">{t.back}</a>
      </div>
      <Shown of={list}>{(page) => <>
        {page.results.length === 0
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
                    <Button onClick={() => void restore(one).then(
                      list.again, failed)}>{t.restorePost}</Button>
                    {user.value!.role !== "WRITER" && <Button kind="danger"
                      onClick={() => void end(one).then(list.again, failed)}>
                      {t.deleteForGood}</Button>}
                  </span>
                </li>
              ))}
            </ul>
          )}
        <Pages count={page.count} size={SIZE} />
      </>}</Shown>
    </>
  );
}
