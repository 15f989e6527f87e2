// One post that is open: the engine, the document and the page's parts of it
// put together.  It lives on after its screen until all is saved.
import { computed, effect, signal } from "@preact/signals";
import { closeHistory } from "prosemirror-history";
import type { Node } from "prosemirror-model";
import { TextSelection, type EditorState, type Transaction }
  from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { ask, expired, Refused, user } from "../api/client.ts";
import type { Fields, Media, Post, WorkingCopy } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { now } from "../plan/zone.ts";
import { fromJSON, isHeldBack, toJSON } from "../text/blocks.ts";
import { current } from "../text/commands.ts";
import { withIds } from "../text/ids-plugin.ts";
import { learn } from "../text/media.ts";
import { reveal } from "../text/noted.ts";
import { replaceChanged } from "../text/replace.ts";
import { same } from "../text/same.ts";
import { schema } from "../text/schema.ts";
import { say } from "../ui/parts.tsx";
import { written } from "./copy.ts";
import { Engine } from "./engine.ts";
import { copyOver, fieldsOf } from "./fields.ts";
import { Files } from "./files.ts";
import { Local, newName } from "./local.ts";
import type { Draft } from "./merge.ts";
import { Notes } from "./notes.ts";
import { stepsOf } from "./acts.ts";
import type { Call, Opened, Ports, Shown } from "./types.ts";
import { mark } from "./unsaved.ts";

export type Meta = Omit<Fields, "content">;

const BLANK: Meta = { title: "", slug: "", excerpt: "", category: null,
  featured_media: null, thumbnail_media: null, og_media: null, seo_title: "",
  seo_description: "", seo_keywords: "", canonical_url: "", no_index: false,
  tags: [] };
// Bytes; browsers take 64 KiB of all such requests together.
const KEEPALIVE = 60000;
const TELL_AFTER = 250;
const SETTLE_AT_MOST = 8000;

export interface Found {
  opened: Opened;
  copy: WorkingCopy | null;
}

// What the server has of a post; of a new one nothing.
export async function find(id: string): Promise<Found> {
  if (id === "new") {
    return { copy: null, opened: { post: null, etag: null, copyEtag: null,
      base: { ...BLANK, content: [] }, postBase: null } };
  }
  const read = await ask(`/posts/${id}/`);
  if (read.status !== 200) {
    throw new Refused(read);
  }
  const post = read.body as Post;
  learn(post.media_blocks);
  learn([post.featured_media, post.thumbnail_media, post.og_media].filter(
    (one): one is Media => one !== null));
  const answer = await ask(`/posts/${id}/working-copy/`);
  const copy = answer.status === 200 ? answer.body as WorkingCopy : null;
  learn(copy?.media_blocks ?? []);
  const live = fieldsOf(post);
  const stale = copy?.stale === true;
  return { copy, opened: { post, etag: stale ? null : read.etag ?? null,
    copyEtag: copy === null ? null : answer.etag ?? null,
    base: copy === null ? live : copyOver(live, copy),
    postBase: stale ? null : live } };
}

function mayWrite(post: Post | null): boolean {
  const me = user.value;
  return !post || me?.role !== "WRITER" ||
    (post.author.id === me.id && post.status !== "ARCHIVED");
}

let sessions = 0;

// Posts that were left while something of them was on its way.
const leaving = new Map<string, Promise<void>>();

// What is read of a post has what was last written here, if the server answers
// in time: nobody is told of a change by another that was one's own.
export async function settled(id: string): Promise<void> {
  await Promise.race([leaving.get(id), new Promise((resolve) =>
    setTimeout(resolve, SETTLE_AT_MOST))]);
}

export class Session {
  readonly number = ++sessions;
  readonly shown = signal<Shown>({ state: "saved", at: null, action: null });
  readonly post = signal<Post | null>(null);
  readonly meta = signal<Meta>(BLANK);
  // counts changes of the document, for what is made of it; a few times a
  // second and not at each key
  readonly changes = signal(0);
  readonly copy = signal<WorkingCopy | null>(null);
  readonly local: Local;
  // a role may lose the right while the post is open
  readonly writable = computed(() => mayWrite(this.post.value));
  readonly otherTab = signal(false);
  // the block that the caret is in
  readonly place = signal<string | null>(null);
  readonly notes = new Notes();
  readonly files: Files;
  doc: Node;
  view: EditorView | null = null;
  readonly engine: Engine;
  private readonly ready: Promise<void>;
  private key: string;
  private timer = 0;
  private telling = 0;
  private release: (() => void) | null = null;
  private adopting = false;
  private closed = false;
  // something was typed here
  private touched = false;

  constructor(id: string, found: Found) {
    const { opened, copy } = found;
    this.key = id === "new" ? newName() : id;
    this.local = new Local(this.key);
    this.post.value = opened.post;
    this.copy.value = copy;
    const { content = [], ...meta } = opened.base;
    this.meta.value = { ...BLANK, ...meta };
    this.doc = withIds(fromJSON(content));
    this.engine = new Engine(this.ports(), opened);
    this.files = new Files(() => ({ post: this.key, view: this.view }));
    effect(() => {
      if (!expired.value) {
        queueMicrotask(() => this.engine.signedIn());
      }
    });
    if (opened.post !== null) {
      void this.notes.open(opened.post.id);
    }
    this.ready = this.begin(id, opened.base);
  }

  private async begin(id: string, base: Draft): Promise<void> {
    await this.local.open(id, base);
    if (id !== "new") {
      await this.lock(false);
    }
  }

  // One tab writes; where there are no locks (plain http) all do.  Ends when
  // it is known who does.
  lock(steal: boolean): Promise<void> {
    if (navigator.locks === undefined || !this.writable.value) {
      return Promise.resolve();
    }
    return new Promise((known) => {
      navigator.locks.request(`talecraft ${this.key}`, steal
        ? { steal } : { ifAvailable: true }, (lock) => {
        this.otherTab.value = lock === null;
        known();
        return lock === null ? undefined : new Promise<void>((resolve) => {
          this.release = resolve;
        });
      }).catch(() => {
        this.engine.leaving();
        this.otherTab.value = true;
        known();
      });
    });
  }

  capture(): Draft {
    return { ...this.meta.value, content: toJSON(this.doc) };
  }

  // All that was written, as it can be put anywhere else.
  text(): string {
    const { title, excerpt } = this.meta.value;
    return [title, excerpt ?? "", this.doc.textBetween(0,
      this.doc.content.size, "\n\n", "\n")].filter((one) => one !== "")
      .join("\n\n");
  }

  private ports(): Ports {
    return {
      now,
      wake: (at) => {
        clearTimeout(this.timer);
        if (at !== null) {
          this.timer = window.setTimeout(() => this.engine.tick(),
            Math.max(0, at - now()));
        }
      },
      capture: () => this.capture(),
      send: (call) => void this.carry(call),
      keep: (kept) => {
        if (!this.closed) {
          this.local.keep(kept);
          this.files.note(this.doc);
        }
      },
      adopt: (fields, taken) => this.adopt(fields, taken),
      created: (post) => this.created(post),
      titled: () => this.meta.value.title.trim() !== "" &&
        document.activeElement?.id !== "title",
      untitled: t.untitled,
      // told at each key, and drawn when it says something else
      show: (shown) => {
        if (!same(shown, this.shown.peek())) {
          this.shown.value = shown;
          mark(this, this.closed || shown.state === "saved");
        }
      },
      key: () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
        (one) => one.toString(16).padStart(2, "0")).join(""),
    };
  }

  private async carry(call: Call): Promise<void> {
    if (this.closed) {
      return;
    }
    const hidden = document.visibilityState === "hidden";
    const answer = await ask(call.path, { method: call.method,
      headers: call.headers, body: call.body, keepalive: hidden &&
        new Blob([JSON.stringify(call.body ?? "")]).size < KEEPALIVE });
    if (answer.status === 401) {
      expired.value = true;
    }
    this.engine.answer(call.id, answer);
    const post = answer.body as Post | null;
    // an act may have been done although its answer was lost
    if (/step|post/.test(call.kind) && answer.status === 200 &&
        post?.status) {
      this.post.value = post;
      if (call.kind === "step") {
        this.copy.value = null;
      }
    }
  }

  private created(post: Post): void {
    this.key = String(post.id);
    this.local.become(this.key);
    this.post.value = post;
    // the server has made it from the title, where none was written
    if (this.meta.value.slug === "") {
      this.meta.value = { ...this.meta.value, slug: post.slug };
    }
    void this.notes.open(post.id);
    history.replaceState(null, "", `#/posts/${post.id}`);
    void this.lock(false);
  }

  setMeta(changes: Partial<Meta>): void {
    this.touched = true;
    this.meta.value = { ...this.meta.value, ...changes };
    this.engine.edited();
  }

  // The document has been changed by its editor, or by what its plugins have
  // appended: a picture's number comes so, without an edit.
  changed(state: EditorState, tr: Transaction): void {
    const other = state.doc !== this.doc;
    this.doc = state.doc;
    if (tr.selectionSet || other) {
      this.place.value = current(state)?.node.attrs.id ?? null;
    }
    if (other) {
      this.telling ||= window.setTimeout(() => {
        this.telling = 0;
        this.changes.value++;
      }, TELL_AFTER);
      if (!this.adopting) {
        this.touched = true;
        this.engine.edited();
      }
    }
  }

  // Shows where that block stands.
  reveal(block: string): void {
    if (this.view !== null) {
      reveal(this.view, block);
    }
  }

  // Other fields come in, as one step that can be undone.
  adopt(fields: Draft, taken: number): void {
    const { content = [], ...meta } = fields;
    this.meta.value = { ...this.meta.value, ...meta };
    const next = this.withHeldBack(withIds(fromJSON(content)));
    if (this.view !== null) {
      this.adopting = true;
      // a step of its own for who undoes
      this.view.dispatch(closeHistory(replaceChanged(this.view.state, next)));
      this.view.dispatch(closeHistory(this.view.state.tr));
      this.adopting = false;
    } else {
      this.doc = next;
    }
    if (taken > 0) {
      say(t.merged(taken));
    }
  }

  // Pictures that are on their way are in no saved text.
  private withHeldBack(doc: Node): Node {
    const blocks: Node[] = [];
    doc.forEach((node) => blocks.push(node));
    let before: string | null = null;
    this.doc.forEach((node) => {
      if (isHeldBack(node)) {
        const at = blocks.findIndex((one) => one.attrs.id === before);
        blocks.splice(at + 1, 0, node);
      }
      before = node.attrs.id;
    });
    return schema.nodes.doc.create(null, blocks);
  }

  addFiles(files: File[], pos: number | null): void {
    const nodes = this.view === null ? [] : this.files.take(files);
    if (nodes.length > 0) {
      this.insert(nodes, pos);
      this.files.note(this.doc);
    }
  }

  // The text can be written in: what a page before this one was sending comes
  // back.
  async began(): Promise<void> {
    await this.ready;
    if (this.writable.value && !this.otherTab.value) {
      await this.files.restore(this.release !== null);
      this.files.note(this.doc);
    }
  }

  // Pictures of the library, each in a block of its own.
  addMedia(media: Media[]): void {
    if (this.view !== null && media.length > 0) {
      this.insert(media.map((one) => schema.nodes.image.create(
        { media_id: one.id })), null);
    }
  }

  // Behind the block of that place, or instead of it where it is empty.
  private insert(nodes: Node[], pos: number | null): void {
    const { state } = this.view!;
    const $at = pos === null ? state.selection.$from : state.doc.resolve(pos);
    const empty = $at.depth > 0 && $at.node(1).content.size === 0 &&
      $at.node(1).type === schema.nodes.paragraph;
    const at = $at.depth === 0 ? $at.pos : empty ? $at.before(1)
      : $at.after(1);
    const tr = state.tr.replaceWith(at, empty ? at + 2 : at, nodes);
    const end = at + nodes.reduce((sum, one) => sum + one.nodeSize, 0);
    // in the caption of the last one
    tr.setSelection(TextSelection.create(tr.doc, end - 1));
    this.view!.dispatch(tr.scrollIntoView());
  }

  // What an earlier page has left comes into the text.
  useLocal(): void {
    const kept = this.local.offered.value;
    if (kept !== null) {
      this.engine.restore(kept);
      this.local.decided();
    }
  }

  // Until no answer is waited for.
  async quiet(): Promise<void> {
    while (this.shown.value.state === "saving") {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // Whether the server has all that was written.
  async drained(): Promise<boolean> {
    this.engine.saveNow();
    await this.quiet();
    return this.engine.isSaved();
  }

  // Nothing of this goes to the server or this device any more.
  async abandon(): Promise<void> {
    await this.quiet();
    this.closed = true;
    mark(this, true);
    this.local.keep(null);
    this.files.drop();
  }

  // What is written becomes the draft itself, if it is complete: lists show
  // it, and its history has it.  What is not stays in the working copy.
  apply(): void {
    if (this.post.value?.status === "DRAFT" && this.touched &&
        this.writable.value && !this.otherTab.value) {
      this.engine.act({ name: "apply", steps: stepsOf("update"),
        done: (result) => {
          this.touched &&= !result.ok;
          written.value += result.ok ? 1 : 0;
        } });
    }
  }

  // The writer wants it saved now.
  save(): void {
    this.engine.saveNow();
    this.apply();
  }

  leave(): void {
    this.engine.leaving();
    if (!this.closed) {
      this.apply();
    }
    this.release?.();
    this.view = null;
    const { key } = this;
    const quiet = this.quiet().finally(() => {
      if (leaving.get(key) === quiet) {
        leaving.delete(key);
      }
    });
    leaving.set(key, quiet);
  }
}
