// Three-way merge of what is written of a post: field by field, content by
// block, a block member by member.  Where both have changed the same, both
// stay: `mine` in its place, `theirs` in the list of conflicts.  Pure.
import type { Block, Fields, Json } from "../api/types.ts";
import { same } from "../text/same.ts";
import { keys, newId } from "../text/ids.ts";

export type Draft = Partial<Fields>;

export interface Conflict {
  // a field's name, or "content" with the block's key
  field: string;
  key: string | null;
  // undefined: deleted
  base: Json | undefined;
  mine: Json | undefined;
  theirs: Json | undefined;
}

export interface Merged {
  fields: Draft;
  conflicts: Conflict[];
  // how many blocks and fields of theirs came in
  taken: number;
}

// Members that say one thing together.
const TOGETHER: Record<string, string> = {
  marks: "text", item_marks: "items", cell_marks: "rows",
  caption_marks: "caption", style: "items",
};

// What blocks and fields were before this writer changed them.  Another side
// that has such a state has perhaps only not seen the change: that is asked.
export class Past {
  private readonly states = new Map<string, string[]>();

  // The writer's `now` has taken the place of `before`.
  add(before: Draft, now: Draft): void {
    const [b, n] = [text(before.content), text(now.content)];
    for (const key of new Set([...b.keys, ...n.keys])) {
      if (!alike(b.blocks.get(key), n.blocks.get(key))) {
        this.push(`content ${key}`, b.blocks.get(key));
      }
    }
    for (const name of Object.keys(now) as (keyof Fields)[]) {
      if (name !== "content" && !same(before[name], now[name])) {
        this.push(name, before[name] as Json);
      }
    }
  }

  has(name: string, state: Json | undefined): boolean {
    return this.states.get(name)?.includes(stateOf(state)) ?? false;
  }

  private push(name: string, state: Json | undefined): void {
    const states = this.states.get(name) ?? [];
    states.push(stateOf(state));
    this.states.set(name, states.slice(-50));
  }
}

function stateOf(value: Json | undefined): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return JSON.stringify(value) ?? "";
  }
  const { id: _, ...rest } = value;
  return JSON.stringify(rest);
}

interface Text {
  keys: string[];
  blocks: Map<string, Block>;
}

function text(content: Block[] | undefined): Text {
  const blocks = content ?? [];
  const names = keys(blocks);
  return { keys: names, blocks: new Map(names.map((name, i) =>
    [name, blocks[i]])) };
}

// The same but for an id that one side has given meanwhile.
function alike(a: Block | undefined, b: Block | undefined): boolean {
  if (a === undefined || b === undefined || same(a, b)) {
    return same(a, b);
  }
  const { id: _a, ...one } = a;
  const { id: _b, ...other } = b;
  return same(one, other);
}

function groupOf(member: string): string {
  return TOGETHER[member] ?? member;
}

// One block that both have changed; null where they overlap.
function mergeBlock(base: Block, mine: Block, theirs: Block): Block | null {
  if (mine.type !== theirs.type || mine.type !== base.type) {
    return null;
  }
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs),
    ...Object.keys(base)])].filter((name) => name !== "id");
  const differs = (a: Block, b: Block, group: string) => names.some((name) =>
    groupOf(name) === group && !same(a[name], b[name]));
  const out = new Map<string, Json>(Object.entries(mine));
  for (const name of names) {
    const group = groupOf(name);
    if (!differs(theirs, base, group)) {
      continue;
    }
    if (differs(mine, base, group) && differs(mine, theirs, group)) {
      return null;
    }
    out.delete(name);
    if (Object.prototype.hasOwnProperty.call(theirs, name)) {
      out.set(name, theirs[name]);
    }
  }
  return Object.fromEntries(out) as Block;
}

// Whether the blocks that both lists have stand in another order.
function moved(from: Text, to: Text): boolean {
  const common = from.keys.filter((key) => to.blocks.has(key));
  const now = to.keys.filter((key) => from.blocks.has(key));
  return common.some((key, i) => key !== now[i]);
}

// All keys of both, in the order of `first`; those of `second` alone stand
// behind the one that they follow there.
function weave(first: string[], second: string[]): string[] {
  const out = [...first];
  const known = new Set(first);
  let before: string | null = null;
  for (const key of second) {
    if (!known.has(key)) {
      out.splice(before === null ? 0 : out.indexOf(before) + 1, 0, key);
      known.add(key);
    }
    before = key;
  }
  return out;
}

interface Sides {
  base: Block | undefined;
  mine: Block | undefined;
  theirs: Block | undefined;
}

interface Decision {
  // which one stands
  keep: Block | undefined;
  taken: boolean;
  conflict: boolean;
}

// What becomes of one block.  old: theirs is what it was before ours.
function decide(sides: Sides, old: boolean): Decision {
  const { base, mine, theirs } = sides;
  if (alike(mine, theirs) || alike(theirs, base)) {
    return { keep: mine, taken: false, conflict: false };
  }
  if (alike(mine, base) && !old) {
    return { keep: theirs, taken: true, conflict: false };
  }
  const both = base !== undefined && mine !== undefined &&
    theirs !== undefined && !old ? mergeBlock(base, mine, theirs) : null;
  return both !== null ? { keep: both, taken: true, conflict: false }
    : { keep: mine, taken: false, conflict: true };
}

function mergeContent(base: Block[] | undefined, mine: Block[],
                      theirs: Block[], merged: Merged, past: Past): Block[] {
  const [b, m, t] = [text(base), text(mine), text(theirs)];
  const order = moved(b, m) && !moved(b, t) ? weave(m.keys, t.keys)
    : moved(b, t) && !moved(b, m) ? weave(t.keys, m.keys)
      : weave(m.keys, t.keys);
  const out: Block[] = [];
  for (const key of order) {
    const sides = { base: b.blocks.get(key), mine: m.blocks.get(key),
      theirs: t.blocks.get(key) };
    const { keep, taken, conflict } = decide(sides,
      past.has(`content ${key}`, sides.theirs));
    merged.taken += taken ? 1 : 0;
    if (conflict) {
      merged.conflicts.push({ field: "content", key, ...sides });
    }
    // deleted here, changed there: it stays until somebody decides
    const stays = keep ?? (conflict ? sides.theirs : undefined);
    if (stays !== undefined) {
      out.push(conflict ? { ...stays, id: key } : stays);
    }
  }
  return out;
}

export function merge(base: Draft, mine: Draft, theirs: Draft,
                      past = new Past()): Merged {
  const merged: Merged = { fields: {}, conflicts: [], taken: 0 };
  const out: Record<string, unknown> = {};
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  for (const name of names as Set<keyof Fields>) {
    const [b, m, t] = [base[name], mine[name], theirs[name]] as
      (Json | undefined)[];
    if (name === "content") {
      out.content = m === undefined ? t : t === undefined ? m
        : mergeContent(base.content, mine.content!, theirs.content!, merged,
          past);
    } else if (t === undefined || same(m, t) || same(t, b)) {
      out[name] = m ?? (m === undefined ? t : m);
    } else if (m === undefined || (same(m, b) && !past.has(name, t))) {
      out[name] = t;
      merged.taken++;
    } else {
      out[name] = m;
      merged.conflicts.push({ field: name, key: null, base: b, mine: m,
        theirs: t });
    }
  }
  merged.fields = out as Draft;
  return merged;
}

export type Choice = "mine" | "theirs" | "both";

function chosen(conflict: Conflict, choice: Choice): Block[] {
  const mine = conflict.mine as Block | undefined;
  const theirs = conflict.theirs as Block | undefined;
  const kept = choice === "mine" ? [mine] : choice === "theirs" ? [theirs]
    : [mine, theirs && mine ? { ...theirs, id: newId() } : theirs];
  return kept.filter((one): one is Block => one !== undefined);
}

// The merged fields with each conflict decided; two texts of one field are
// put one behind the other.
export function resolve(merged: Merged, choices: Choice[]): Draft {
  const out: Record<string, unknown> = { ...merged.fields };
  const blocks = new Map<string, Block[]>();
  merged.conflicts.forEach((conflict, i) => {
    const choice = choices[i];
    if (conflict.key !== null) {
      blocks.set(conflict.key, chosen(conflict, choice));
    } else if (choice === "both" && typeof conflict.mine === "string" &&
        typeof conflict.theirs === "string") {
      out[conflict.field] = `${conflict.mine} ${conflict.theirs}`.trim();
    } else {
      out[conflict.field] = choice === "theirs" ? conflict.theirs
        : conflict.mine;
    }
  });
  if (merged.fields.content !== undefined) {
    const names = keys(merged.fields.content);
    out.content = merged.fields.content.flatMap((block, i) =>
      blocks.get(names[i]) ?? [block]);
  }
  return out as Draft;
}

// What differs between two texts, for "N blocks differ".
export function differing(a: Draft, b: Draft): number {
  const [one, other] = [text(a.content), text(b.content)];
  const names = new Set([...one.keys, ...other.keys]);
  let count = 0;
  for (const key of names) {
    count += alike(one.blocks.get(key), other.blocks.get(key)) ? 0 : 1;
  }
  for (const name of Object.keys(a) as (keyof Fields)[]) {
    count += name === "content" || name === "slug" || b[name] === undefined ||
      same(a[name], b[name]) ? 0 : 1;
  }
  return count;
}
