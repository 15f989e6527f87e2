// The list of posts: status tabs, search, pages; all of it in the address.
import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { ask, user } from "../api/client.ts";
import type { Page, PostItem, Status } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { go, query, withQuery } from "../router.ts";
import { written } from "../save/copy.ts";
import { pathOf, useCategories } from "../ui/categories.ts";
import { Choice, Search, Typed, wishes } from "../ui/filters.tsx";
import { Button, Empty } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { ago, moment } from "../ui/times.ts";

const TABS: Status[] = ["DRAFT", "IN_REVIEW", "SCHEDULED", "PUBLISHED",
  "ARCHIVED"];
const SIZE = 20;

const FILTERS = ["status", "search", "category", "author"];

type Counts = Partial<Record<Status, number>>;

// Everyone's posts, not theirs alone.
function sees(): boolean {
  return user.value!.role !== "WRITER";
}

// A queue has the oldest first, what is planned the next.
function ordering(status: string): string {
  return status === "IN_REVIEW" ? "updated_at" : status === "PUBLISHED"
    ? "-published_at" : "-updated_at";
}

function listPath(): string {
  const wish = wishes([...FILTERS, "ordering", "page"],
    { page_size: String(SIZE) });
  if (!wish.has("search") && !wish.has("ordering")) {
    wish.set("ordering", ordering(wish.get("status") ?? ""));
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

// Roles are named because a phone shows the table as blocks, which would take
// them away.
function Row({ post }: { post: PostItem }): JSX.Element {
  const shown = post.thumbnail?.variants.thumb?.url ?? post.thumbnail?.url;
  return (
    <tr class="post" role="row">
      <td class="what" role="cell">
        {shown ? <img src={shown} alt="" loading="lazy" width="72"
          height="54" /> : <span class="no-picture" aria-hidden="true">
            {Array.from(post.title.trim())[0]}</span>}
        <div>
          <a href={`#/posts/${post.id}`}>
            <strong>{post.title || t.untitled}</strong></a>
          {post.excerpt && <p class="excerpt">{post.excerpt}</p>}
        </div>
      </td>
      <td role="cell">
        <span class={`badge ${post.status}`}>{t.status[post.status]}</span>
        {post.has_working_copy && post.status !== "DRAFT" &&
          <span class="badge copy">{t.changesNotLive}</span>}
      </td>
      {sees() && <td role="cell">{post.author_name ?? post.author}</td>}
      <td role="cell">{post.category}</td>
      <td role="cell">{when(post)}</td>
    </tr>
  );
}

function Table({ posts }: { posts: PostItem[] }): JSX.Element {
  return (
    <table class="table posts" role="table">
      <caption class="unseen">{t.posts}</caption>
      <thead role="rowgroup"><tr role="row">
        {[t.title, t.statusLabel, ...sees() ? [t.author] : [], t.category,
          t.changedAt].map((text) => (
          <th scope="col" role="columnheader">{text}</th>))}
      </tr></thead>
      <tbody role="rowgroup">{posts.map((post) => <Row key={post.id}
        post={post} />)}</tbody>
    </table>
  );
}

// Offered are those with public posts, and those of what is shown.
function Writer({ shown }: { shown: PostItem[] }): JSX.Element {
  const { data } = useRead<Page<{ username: string }>>(
    "/authors/?page_size=100&fields=username");
  const names = [...shown.map((one) => one.author),
    ...(data?.results ?? []).map((one) => one.username)];
  return <Typed name="author" label={t.author} type="search"
    offers={[...new Set(names)].sort()} />;
}

function Filters({ shown }: { shown: PostItem[] }): JSX.Element {
  const categories = useCategories();
  return (
    <div class="filters" role="search" aria-label={t.filters}>
      <Choice name="category" label={t.category} texts={categories.map(
        (one) => [String(one.id), pathOf(one, categories)])} />
      {sees() && <Writer shown={shown} />}
      <Choice name="ordering" label={t.ordering} any={t.usual}
        texts={Object.entries(t.orderings)} />
    </div>
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
  if (FILTERS.some((name) => name !== "status" && now.get(name))) {
    return <Empty title={t.emptySearch} text={t.otherFilters} />;
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
      <Filters shown={page.data?.results ?? []} />
      <Shown of={page}>{({ count, results }) => <>
        {results.length === 0 ? <Nothing />
          : <Table posts={results} />}
        <Pages count={count} size={SIZE} />
      </>}</Shown>
    </>
  );
}
