// What the save engine talks about with the page around it.
import type { Json, Post } from "../api/types.ts";
import type { Choice, Conflict, Draft, Merged } from "./merge.ts";

export type CallKind = "create" | "save" | "post" | "copy" | "csrf" | "step";

// A request that the page sends for the engine; each is answered once.
export interface Call {
  id: number;
  kind: CallKind;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  headers: Record<string, string>;
  body?: Json | Draft;
}

// Status 0: no answer came.
export interface Answer {
  status: number;
  etag?: string | null;
  retryAfter?: number;
  body?: unknown;
}

export interface Step {
  // "apply/" only where there is a working copy
  path: string;
  body?: Json;
  // what need not be done again
  reached(post: Post): boolean;
}

export interface Result {
  ok: boolean;
  post?: Post;
  status?: number;
  body?: unknown;
  // "conflict", "gone", "refused": why it did not come to it
  reason?: string;
}

export interface Action {
  name: string;
  steps: Step[];
  done(result: Result): void;
}

export type State = "saved" | "unsaved" | "saving" | "offline" | "waiting"
  | "signin" | "conflict" | "refused" | "gone";

export interface Shown {
  state: State;
  // when the server had it last
  at: number | null;
  action: string | null;
  status?: number;
  body?: unknown;
  merged?: Merged;
}

// What is kept on this device: the text and what it was made from.
export interface Kept {
  fields: Draft;
  base: Draft;
  at: number;
  post: number | null;
  creating: Creating | null;
}

// The first POST of a post, to be repeated as it was until it is answered.
export interface Creating {
  key: string;
  body: Draft;
}

export interface Ports {
  now(): number;
  // one timer; null: none
  wake(at: number | null): void;
  capture(): Draft;
  send(call: Call): void;
  keep(kept: Kept | null): void;
  // put into the document, as one step that can be undone
  adopt(fields: Draft, taken: number): void;
  created(post: Post): void;
  // a title is there and nobody is writing at it: a new post's address is made
  // from it
  titled(): boolean;
  // the title of one that has none
  untitled: string;
  show(shown: Shown): void;
  key(): string;
}

export interface Opened {
  post: Post | null;
  // null with a stale copy: what it was begun from is not known
  etag: string | null;
  // null: there is no working copy
  copyEtag: string | null;
  // what the server has: the copy's fields, or the post's
  base: Draft;
  // what the post had when the copy was begun; null: not known
  postBase: Draft | null;
}

// A call that is under way, and what the document was then.
export interface Flight {
  call: Call;
  edits: number;
  fields: Draft | null;
}

// Texts that somebody must decide between.
export interface Found {
  merged: Merged;
  base: Draft;
  rebase: boolean;
}

export type Choose = (conflict: Conflict) => Choice;
