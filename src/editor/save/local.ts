// What is kept on this device of one post: what is written now, in a place of
// its own, and what earlier pages have left, until somebody decides on it.
import { signal } from "@preact/signals";
import { config, user } from "../api/client.ts";
import { drafts, type Drafts } from "./draft.ts";
import { differing, type Draft } from "./merge.ts";
import type { Kept } from "./types.ts";

export const NEW = "new-";

interface Left {
  post: string;
  kept: Kept;
}

// A post is known by its number, or by a name that begins with NEW.
export function newName(): string {
  return `${NEW}${Date.now().toString(36)}`;
}

function place(name: string): string {
  return `${name} ${Date.now().toString(36)}${
    Math.random().toString(36).slice(2)}`;
}

export function postOf(stored: string): string {
  return stored.split(" ")[0];
}

function stores(): Promise<Drafts> {
  return drafts(config.value!.api!, user.value!.id);
}

// Newest first.
async function leftOf(store: Drafts, id: string): Promise<Left[]> {
  return (await store.all()).filter(({ post }) => id === "new"
    ? post.startsWith(NEW) : postOf(post) === id)
    .sort((a, b) => b.kept.at - a.kept.at);
}

export class Local {
  // what an earlier page has left, to be decided on
  readonly offered = signal<Kept | null>(null);
  private store: Drafts | null = null;
  private slot: string;
  private left: Left[] = [];

  constructor(name: string) {
    this.slot = place(name);
  }

  // base: what the server has; who has no more than that has left nothing.
  async open(id: string, base: Draft): Promise<void> {
    this.store = await stores();
    for (const one of await leftOf(this.store, id)) {
      if (one.post === this.slot) {
        continue;
      }
      if (differing(one.kept.fields, base) > 0) {
        this.left.push(one);
      } else {
        await this.store.put(one.post, null);
      }
    }
    this.offer();
  }

  private offer(): void {
    this.offered.value = this.left[0]?.kept ?? null;
  }

  keep(kept: Kept | null): void {
    void this.store?.put(this.slot, kept).catch(() => undefined);
  }

  // The post has its number now.
  become(name: string): void {
    this.keep(null);
    this.slot = place(name);
  }

  // What was offered is in the text, which has been kept, or is not wanted.
  decided(): void {
    const one = this.left.shift();
    if (one !== undefined) {
      void this.store?.put(one.post, null).catch(() => undefined);
    }
    this.offer();
  }
}

// Whether there is something that only this device has.
export async function hasLeft(id: string): Promise<boolean> {
  return (await leftOf(await stores(), id)).length > 0;
}

// The post is gone: what was written of it is offered to the next new one.
export async function leaveToNew(id: string): Promise<void> {
  const store = await stores();
  for (const { post, kept } of await leftOf(store, id)) {
    const { slug: _, ...fields } = kept.fields;
    await store.put(place(newName()), { ...kept, fields, base: {},
      post: null, creating: null });
    await store.put(post, null);
  }
}
