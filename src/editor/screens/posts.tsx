// The list of posts: status tabs, search, pages; all of it in the address.
import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { ask, user } from "../api/client.ts";
import type { Page, PostItem, Status } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { go, query, replace, withQuery } from "../router.ts";
import { written } from "../save/copy.ts";
import { Button, Empty, Icon } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { ago, moment } from "../ui/times.ts";

const TABS: Status[] = ["DRAFT", "IN_REVIEW", "SCHEDULED", "PUBLISHED",
  "ARCHIVED"];
const SIZE = 20;

type Counts = Partial<Record<Status, number>>;

// A queue has the oldest first, what is planned the next.
function ordering(status: string): string {
  return status === "IN_REVIEW" ? "updated_at" : status === "PUBLISHED"
    ? "-published_at" : "-updated_at";
}

function listPath(): string {
  const wish = new URLSearchParams({ page_size: String(SIZE) });
  const { value: now } = query;
  for (const name of ["status", "search", "page", "category"]) {
    if (now.get(name)) {
      wish.set(name, now.get(name)!);
    }
  }
  if (!now.get("search")) {
    wish.set("ordering", ordering(now.get("status") ?? ""));
  }
  return `/posts/?${wish}`;
}

async function countAll(): Promise<Counts> {
  const answer = await ask("/posts/counts/");
  if (answer.status === 200) {
    return answer.body as Counts;
  }
  // one after the other: a page of numbers is no reason for a crowd
  const counts: Counts = {};
  for (const status of TABS) {
    const page = await ask(`/posts/?status=${status}&page_size=1&fields=id`);
    counts[status] = (page.body as Page<PostItem> | null)?.count;
  }
  return counts;
}

function when(post: PostItem): string {
  return post.status === "SCHEDULED" && post.scheduled_publish_at
    ? moment(post.scheduled_publish_at)
    : ago(post.status === "PUBLISHED" && post.published_at
      ? post.published_at : post.updated_at);
}

function Row({ post }: { post: PostItem }): JSX.Element {
  const shown = post.thumbnail?.variants.thumb?.url ?? post.thumbnail?.url;
  return (
    <li class="post">
      <a href={`#/posts/${post.id}`}>
        {shown ? <img src={shown} alt="" loading="lazy" width="72"
          height="54" /> : <span class="no-picture" aria-hidden="true">
            {Array.from(post.title.trim())[0]}</span>}
        <span class="what">
          <strong>{post.title || t.untitled}</strong>
          <span class="about">
            <span class={`badge ${post.status}`}>
              {t.status[post.status]}</span>
            {post.has_working_copy && post.status !== "DRAFT" &&
              <span class="badge copy">{t.changesNotLive}</span>}
            <span>{when(post)}</span>
            {user.value!.role !== "WRITER" && <span>
              {t.by} {post.author_name ?? post.author}</span>}
            {post.category && <span>{post.category}</span>}
          </span>
          {post.excerpt && <span class="excerpt">{post.excerpt}</span>}
        </span>
      </a>
    </li>
  );
}

function Tabs({ counts }: { counts: Counts }): JSX.Element {
  const now = query.value.get("status") ?? "";
  return (
    <nav class="tabs" aria-label={t.posts}>
      {["", ...TABS].map((status) => (
        <a href={`#${withQuery({ status, page: "" })}`}
          aria-current={status === now ? "page" : undefined}>
          {status === "" ? t.allPosts : t.statuses[status as Status]}
          {status !== "" && counts[status as Status] !== undefined &&
            <span class="number">{counts[status as Status]}</span>}
        </a>
      ))}
      <a class="aside" href="#/trash">{t.trash}</a>
    </nav>
  );
}

export function Search({ label }: { label: string }): JSX.Element {
  const timer = useRef(0);
  return (
    <label class="search">
      <Icon name="search" />
      <input type="search" aria-label={label} placeholder={label}
        defaultValue={query.value.get("search") ?? ""}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => replace(withQuery({
            search: value.trim(), page: "" })), 250);
        }} />
    </label>
  );
}

export function Pages({ count, size }: { count: number; size: number }):
JSX.Element | null {
  const page = Number(query.value.get("page") ?? "1");
  const pages = Math.ceil(count / size);
  const to = (one: number) => `#${withQuery({
    page: one > 1 ? String(one) : "" })}`;
  return pages < 2 ? null : (
    <nav class="pages" aria-label={t.pageOf(page, pages)}>
      {page > 1 && <a class="button" href={to(page - 1)}>{t.previous}</a>}
      <span>{t.pageOf(page, pages)}</span>
      {page < pages && <a class="button" href={to(page + 1)}>{t.next}</a>}
    </nav>
  );
}

function Nothing(): JSX.Element {
  const { value: now } = query;
  if (now.get("search")) {
    return <Empty title={t.emptySearch} />;
  }
  if (now.get("status") === "IN_REVIEW") {
    return <Empty title={t.emptyQueue} />;
  }
  return (
    <Empty title={t.emptyPosts} text={t.emptyPostsText}>
      <Button kind="main" icon="plus" onClick={() => go("/posts/new")}>
        {t.newPost}</Button>
    </Empty>
  );
}

export function Posts(): JSX.Element {
  const page = useRead<Page<PostItem>>(listPath(), written.value);
  const [counts, setCounts] = useState<Counts>({});
  useEffect(() => {
    void countAll().then(setCounts);
  }, [written.value]);

  return (
    <>
      <div class="head">
        <h1>{t.posts}</h1>
        <Search label={t.searchPosts} />
        <Button kind="main" icon="plus" onClick={() => go("/posts/new")}>
          {t.newPost}</Button>
      </div>
      <Tabs counts={counts} />
      <Shown of={page}>{({ count, results }) => <>
        {results.length === 0 ? <Nothing /> : (
          <ul class="posts">
            {results.map((post) => <Row key={post.id} post={post} />)}
          </ul>
        )}
        <Pages count={count} size={SIZE} />
      </>}</Shown>
    </>
  );
}
