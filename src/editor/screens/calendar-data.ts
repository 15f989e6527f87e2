// What the calendar shows, and how it is changed on the server.
import { get, Refused } from "../api/client.ts";
import type { Page, Post, PostItem, Status } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { addDays, startOf } from "../plan/month.ts";

export interface Item {
  id: number;
  title: string;
  status: Status;
  // null: it waits in the tray
  at: string | null;
  version: number;
  copy: boolean;
  author: string;
}

const MOST = 100;
const TRAY = 50;
const FIELDS = "id,title,status,scheduled_publish_at,published_at,version," +
  "has_working_copy,author_name";

function itemOf(post: PostItem): Item {
  return { id: post.id, title: post.title, status: post.status,
    at: post.status === "SCHEDULED" ? post.scheduled_publish_at ?? null
      : post.status === "PUBLISHED" ? post.published_at : null,
    version: post.version ?? 0, copy: post.has_working_copy === true,
    author: post.author_name ?? "" };
}

async function all(wish: Record<string, string>, most: number,
                   signal: AbortSignal): Promise<Item[]> {
  const found: Item[] = [];
  for (let page = 1; ; page++) {
    const query = new URLSearchParams({ ...wish, fields: FIELDS,
      page: String(page), page_size: String(Math.min(most, MOST)) });
    const answer = await get<Page<PostItem>>(`/posts/?${query}`, { signal });
    found.push(...answer.results.map(itemOf));
    if (answer.next === null || found.length >= most) {
      return found;
    }
  }
}

// Those with a time from first to last day, and those without one.
export async function load(first: string, last: string,
                           signal: AbortSignal): Promise<Item[]> {
  // the bounds themselves are excluded
  const after = new Date(startOf(first).getTime() - 1).toISOString();
  const before = startOf(addDays(last, 1)).toISOString();
  const lists = await Promise.all([
    all({ status: "SCHEDULED", scheduled_after: after,
      scheduled_before: before, ordering: "id" }, Infinity, signal),
    all({ status: "PUBLISHED", published_after: after,
      published_before: before, ordering: "published_at" }, Infinity, signal),
    all({ status: "IN_REVIEW", ordering: "updated_at" }, TRAY, signal),
    all({ status: "DRAFT", ordering: "-updated_at" }, TRAY, signal),
  ]);
  return lists.flat();
}

function send(item: Item, path: string, body?: object): Promise<Post> {
  return get<Post>(`/posts/${item.id}/${path}`, { method: "POST", body,
    headers: { "If-Match": `"${item.version}-0"` } });
}

function known(item: Item, post: Post): Item {
  return { ...item, status: post.status, version: post.version ?? 0,
    copy: false, title: post.title, at: post.scheduled_publish_at };
}

export async function schedule(item: Item, at: Date): Promise<Item> {
  let now = item;
  // of a draft everything that was written goes out, as from its own screen
  if (item.copy && item.status !== "SCHEDULED") {
    now = known(item, await send(item, "working-copy/apply/"));
  }
  const post = await send(now, "schedule/",
    { scheduled_publish_at: at.toISOString() });
  return { ...known(now, post), copy: item.copy &&
    item.status === "SCHEDULED" };
}

export function reasonOf(failure: unknown, item: Item): string {
  return failure instanceof Refused && failure.answer.status === 412
    ? t.calendar.changed(item.title || t.untitled)
    : (failure as Error).message;
}
