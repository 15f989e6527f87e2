// Where a day begins: for a writer what was sent back and what is begun, for
// an editor what waits, what is due, what failed.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, user } from "../api/client.ts";
import type { Media, Note, Page, PostItem } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { go } from "../router.ts";
import { threads } from "../save/notes.ts";
import { Button, Empty } from "../ui/parts.tsx";
import { addDays, startOf, today } from "../plan/month.ts";
import { ago, moment } from "../ui/times.ts";

const SHOWN = 6;

type Wish = Record<string, string>;

// undefined: not come yet; null: it did not come
function useList<T>(path: string | null): Page<T> | null | undefined {
  const [page, setPage] = useState<Page<T> | null | undefined>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    if (path !== null) {
      get<Page<T>>(path, { signal: stop.signal }).then(setPage, () => {
        if (!stop.signal.aborted) {
          setPage(null);
        }
      });
    }
    return () => stop.abort();
  }, [path]);
  return page;
}

function posts(wish: Wish): string {
  return `/posts/?${new URLSearchParams({ page_size: String(SHOWN),
    ...wish })}`;
}

function midnight(): string {
  return startOf(addDays(today(), 1)).toISOString();
}

function Part<T>(props: { title: string; page: Page<T> | null | undefined;
  empty: string; more?: string; line: (one: T) => ComponentChildren }):
JSX.Element {
  const { page } = props;
  return (
    <section class="start-part">
      <h2>{props.title}{page && page.count > 0 &&
        <span class="number">{page.count}</span>}</h2>
      {page === undefined ? <p class="hint">{t.loading}</p>
        : page === null ? <p class="error" role="alert">{t.noServer}</p>
          : page.results.length === 0 ? <p class="hint">{props.empty}</p>
            : <ul class="lines">{page.results.map((one) =>
              <li>{props.line(one)}</li>)}</ul>}
      {page && page.count > page.results.length && props.more &&
        <a href={props.more}>{t.showAll(page.count)}</a>}
    </section>
  );
}

function Line({ post, children }: { post: PostItem;
  children: ComponentChildren }): JSX.Element {
  return (
    <a class="start-line" href={`#/posts/${post.id}`}>
      <strong>{post.title || t.untitled}</strong>
      <span class="about">{children}</span>
    </a>
  );
}

// The newest thing that somebody else has said and that is open.
function Why({ post }: { post: PostItem }): JSX.Element | null {
  const [note, setNote] = useState<Note | null>(null);
  useEffect(() => {
    get<Note[]>(`/posts/${post.id}/notes/?resolved=false`).then((list) =>
      setNote(threads(list).map((one) => one.first).filter((one) =>
        one.author.id !== user.value!.id).pop() ?? null), () => undefined);
  }, [post.id]);
  return note && <q class="why">{note.text} <cite>{note.author.name}</cite>
  </q>;
}

function WriterStart(): JSX.Element {
  const own = { author: user.value!.username };
  const drafts = useList<PostItem>(posts({ ...own, status: "DRAFT",
    ordering: "-updated_at", page_size: "20" }));
  const waiting = useList<PostItem>(posts({ ...own, status: "IN_REVIEW",
    ordering: "updated_at" }));
  const isBack = (one: PostItem) => (one.open_notes ?? 0) > 0;
  const only = (keep: (one: PostItem) => boolean) => {
    const results = drafts?.results.filter(keep) ?? [];
    return drafts && { ...drafts, results: results.slice(0, SHOWN),
      count: results.length };
  };
  if (drafts?.count === 0 && waiting?.count === 0) {
    return (
      <Empty title={t.emptyPosts} text={t.emptyPostsText}>
        <Button kind="main" icon="plus" onClick={() => go("/posts/new")}>
          {t.newPost}</Button>
      </Empty>
    );
  }
  return (
    <div class="parts">
      <Part title={t.start.back} page={only(isBack)} empty={t.start.noBack}
        line={(one) => <><Line post={one}>
          <span>{ago(one.updated_at)}</span>
          <span>{t.start.notes(one.open_notes!)}</span></Line>
        <Why post={one} /></>} />
      <Part title={t.start.drafts} page={only((one) => !isBack(one))}
        empty={t.start.noDrafts} more="#/posts?status=DRAFT"
        line={(one) => <Line post={one}><span>{ago(one.updated_at)}</span>
        </Line>} />
      <Part title={t.start.mineWait} page={waiting}
        empty={t.start.noMineWait} more="#/posts?status=IN_REVIEW"
        line={(one) => <Line post={one}>
          <span>{t.start.since(ago(one.updated_at))}</span></Line>} />
    </div>
  );
}

function EditorStart(): JSX.Element {
  const queue = useList<PostItem>(posts({ status: "IN_REVIEW",
    ordering: "updated_at" }));
  const changed = useList<PostItem>(posts({ working_copy_submitted: "true",
    ordering: "updated_at" }));
  const due = useList<PostItem>(posts({ status: "SCHEDULED",
    scheduled_before: midnight(), ordering: "scheduled_publish_at" }));
  const failed = useList<Media>(`/media/?status=FAILED&all=true&page_size=${
    SHOWN}`);
  const drafts = useList<PostItem>(posts({ status: "DRAFT",
    author: user.value!.username, ordering: "-updated_at" }));
  const waits = (one: PostItem) => <Line post={one}>
    <span>{t.by} {one.author_name ?? one.author}</span>
    <span>{t.start.since(ago(one.updated_at))}</span></Line>;
  return (
    <div class="parts">
      <Part title={t.start.queue} page={queue} empty={t.emptyQueue}
        more="#/posts?status=IN_REVIEW" line={waits} />
      {changed !== null && (changed?.count ?? 0) > 0 && <Part
        title={t.start.changed} page={changed} empty="" line={waits} />}
      <Part title={t.start.due} page={due} empty={t.start.noDue}
        more="#/posts?status=SCHEDULED" line={(one) => <Line post={one}>
          <span>{moment(one.scheduled_publish_at!)}</span>
          <span>{ago(one.scheduled_publish_at!)}</span></Line>} />
      {failed !== null && (failed?.count ?? 0) > 0 && <Part
        title={t.start.failed} page={failed} empty=""
        more="#/media?all=true&status=FAILED" line={(one) => (
          <a class="start-line" href={`#/media?all=true&open=${one.id}`}>
            <strong>{one.original_name}</strong>
            <span class="about"><span class="error">{one.error}</span>
              <span>{one.uploaded_by}</span></span></a>)} />}
      <Part title={t.start.drafts} page={drafts} empty={t.start.noDrafts}
        more="#/posts?status=DRAFT" line={(one) => <Line post={one}>
          <span>{ago(one.updated_at)}</span></Line>} />
    </div>
  );
}

export function StartScreen(): JSX.Element {
  const me = user.value!;
  const name = me.first_name || me.username;
  return (
    <>
      <div class="head">
        <h1>{t.start.hello(name)}</h1>
        <Button kind="main" icon="plus" onClick={() => go("/posts/new")}>
          {t.newPost}</Button>
      </div>
      {me.role === "WRITER" ? <WriterStart /> : <EditorStart />}
    </>
  );
}
