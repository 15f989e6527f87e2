// What is said about a post, beside its text: threads of notes, at blocks.
import { computed, signal } from "@preact/signals";
import { get, patch, post } from "../api/client.ts";
import type { Note, Page, Revision } from "../api/types.ts";

export interface Thread {
  first: Note;
  answers: Note[];
}

export function threads(list: Note[]): Thread[] {
  return list.filter((one) => one.parent === null).map((first) => ({ first,
    answers: list.filter((one) => one.parent === first.id) }));
}

// Written by the same act: the note that a post was sent back with.
const TOGETHER = 2000;

export function sentBackWith(rejected: Revision, list: Note[]): Note | null {
  const at = Date.parse(rejected.created_at);
  return list.find((one) => one.author.id === rejected.author?.id &&
    one.parent === null && one.block === null &&
    Math.abs(Date.parse(one.created_at) - at) < TOGETHER) ?? null;
}

export class Notes {
  private readonly all = signal<Note[]>([]);
  // about to be deleted
  private readonly hidden = signal<readonly number[]>([]);
  readonly list = computed(() => this.all.value.filter(({ id, parent }) =>
    !this.hidden.value.includes(id) &&
    !this.hidden.value.includes(parent ?? 0)));
  readonly unsolved = computed(() => threads(this.list.value).filter((one) =>
    !one.first.resolved));
  // open threads at each block
  readonly counts = computed(() => {
    const counts = new Map<string, number>();
    for (const { first } of this.unsolved.value) {
      if (first.block !== null) {
        counts.set(first.block, (counts.get(first.block) ?? 0) + 1);
      }
    }
    return counts;
  });
  // a draft that was sent back: by whom, and the note if there is one
  readonly back = signal<Revision | null>(null);
  readonly why = computed(() => this.back.value === null ? null
    : sentBackWith(this.back.value, this.list.value));
  // the thread that is looked at
  readonly shown = signal<number | null>(null);
  private path = "";
  private changed = 0; // so often, here

  // Reading them may be refused: then there are none.
  async open(id: number): Promise<void> {
    this.path = `/posts/${id}`;
    await this.load().catch(() => undefined);
    const newest = await get<Page<Revision>>(
      `${this.path}/revisions/?page_size=10`).catch(() => null);
    const moved = newest?.results.find((one) => ["submit", "reject",
      "publish", "schedule"].includes(one.action));
    this.back.value = moved?.action === "reject" ? moved : null;
  }

  // Again where one was changed here meanwhile: what comes may be older.
  async load(): Promise<void> {
    const before = this.changed;
    const found = await get<Note[]>(`${this.path}/notes/`);
    if (this.changed !== before) {
      return this.load();
    }
    this.all.value = found;
  }

  private change(all: Note[]): void {
    this.changed++;
    this.all.value = all;
  }

  async add(text: string, block: string | null,
            parent: number | null): Promise<void> {
    const made = await post<Note>(`${this.path}/notes/`,
      { text, block, parent });
    this.change([...this.all.value.filter((one) => one.id !== made.id), made]);
  }

  async resolve(note: Note, resolved: boolean): Promise<void> {
    const now = await patch<Note>(`${this.path}/notes/${note.id}/`,
      { resolved });
    this.change(this.all.value.map((one) => one.id === note.id ? now : one));
  }

  hide(note: Note, is: boolean): void {
    this.hidden.value = is ? [...this.hidden.value, note.id]
      : this.hidden.value.filter((id) => id !== note.id);
  }

  // What was hidden; it is there again where that is refused.
  async remove(note: Note): Promise<void> {
    await get(`${this.path}/notes/${note.id}/`, { method: "DELETE",
      keepalive: true }).catch((failure: Error) => {
      this.hide(note, false);
      throw failure;
    });
  }
}
