// What differs between two texts, as people read it: blocks, and in a block
// the words.  Pure.
import type { Block, Json } from "../api/types.ts";
import { same } from "./same.ts";
import { keys } from "./ids.ts";

export interface Piece {
  kind: "same" | "out" | "in";
  text: string;
}

export interface Change {
  kind: "same" | "out" | "in" | "changed" | "moved";
  // the one before, the one now
  before?: Block;
  after?: Block;
}

// Two texts of more steps apart have little in common to be shown.
const MOST_STEPS = 800;
// Words that two blocks must share to be one that was changed.
const ALIKE = 0.4;

type Step = "same" | "out" | "in";

// Which lines of Myers' paths lead from a to b, shortest first; null: too far.
function paths(a: string[], b: string[]): Map<number, number>[] | null {
  const ends: Map<number, number>[] = [];
  const reach = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(a.length + b.length, MOST_STEPS);
    steps++) {
    ends.push(new Map(reach));
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps &&
        (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? reach.get(k + 1) ?? 0 : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x++;
      }
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        return ends;
      }
    }
  }
  return null;
}

// The steps from one list to the other, after Myers.
export function steps(a: string[], b: string[]): Step[] {
  const ends = paths(a, b);
  if (ends === null) {
    return [...a.map((): Step => "out"), ...b.map((): Step => "in")];
  }
  const out: Step[] = [];
  let [x, y] = [a.length, b.length];
  for (let depth = ends.length - 1; depth >= 0; depth--) {
    const reach = ends[depth];
    const k = x - y;
    const down = k === -depth || (k !== depth &&
      (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const fromX = depth === 0 ? 0 : reach.get(before) ?? 0;
    const fromY = depth === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      out.push("same");
      x--;
      y--;
    }
    if (depth > 0) {
      out.push(down ? "in" : "out");
      [x, y] = [fromX, fromY];
    }
  }
  return out.reverse();
}

function words(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_'’-]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

function add(pieces: Piece[], kind: Piece["kind"], text: string): void {
  const last = pieces[pieces.length - 1];
  if (text !== "" && last?.kind === kind) {
    last.text += text;
  } else if (text !== "") {
    pieces.push({ kind, text });
  }
}

// A blank between two changed words is read as part of the change.
function calmed(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  let [gone, come] = ["", ""];
  const flush = () => {
    add(out, "out", gone);
    add(out, "in", come);
    [gone, come] = ["", ""];
  };
  pieces.forEach((piece, i) => {
    const between = piece.kind === "same" && /^\s+$/.test(piece.text) &&
      gone !== "" && come !== "" && i + 1 < pieces.length;
    if (piece.kind === "same" && !between) {
      flush();
      add(out, "same", piece.text);
    } else {
      gone += piece.kind === "in" ? "" : piece.text;
      come += piece.kind === "out" ? "" : piece.text;
    }
  });
  flush();
  return out;
}

// What went out of a text and what came in, word by word.
export function pieces(before: string, after: string): Piece[] {
  const [a, b] = [words(before), words(after)];
  const out: Piece[] = [];
  let [i, j] = [0, 0];
  for (const step of steps(a, b)) {
    add(out, step, step === "in" ? b[j] : a[i]);
    i += step === "in" ? 0 : 1;
    j += step === "out" ? 0 : 1;
  }
  return calmed(out);
}

function lines(value: Json | undefined): string {
  return Array.isArray(value) ? value.map((one) => Array.isArray(one)
    ? one.join(" | ") : String(one)).join("\n") : "";
}

// What can be read of a block.
export function textOf(block: Block): string {
  const parts = [block.text, block.code, block.cite, block.caption].filter(
    (one): one is string => typeof one === "string" && one !== "");
  return [lines(block.items) || lines(block.rows), ...parts]
    .filter((one) => one !== "").join("\n");
}

const READ = ["id", "type", "text", "code", "cite", "caption", "items",
  "rows", "marks", "item_marks", "cell_marks", "caption_marks"];

// What is set of a block beside its text: [name, value].
export function settings(block: Block): [string, string][] {
  return Object.entries(block).filter(([name]) => !READ.includes(name))
    .map(([name, value]) => [name, typeof value === "string" ? value
      : JSON.stringify(value)]);
}

// The same words with the same settings: only what is bold or a link differs.
export function isMarking(before: Block, after: Block): boolean {
  return before.type === after.type && textOf(before) === textOf(after) &&
    same(settings(before), settings(after));
}

function unnamed(block: Block): Block {
  const { id: _, ...rest } = block;
  return rest as Block;
}

function alike(before: Block, after: Block): boolean {
  const [a, b] = [words(textOf(before)), words(textOf(after))];
  if (before.type !== after.type || a.length === 0 || b.length === 0) {
    return before.type === after.type && a.length === b.length;
  }
  const kept = steps(a, b).filter((one) => one === "same").length;
  return kept / Math.max(a.length, b.length) >= ALIKE;
}

function judged(before: Block, after: Block, moved: boolean): Change {
  const kind = !same(unnamed(before), unnamed(after)) ? "changed"
    : moved ? "moved" : "same";
  return { kind, before, after };
}

// Blocks without a name in common that stand in each other's place.
function paired(list: Change[]): Change[] {
  const out: Change[] = [];
  for (const one of list) {
    const at = one.kind !== "in" ? -1 : out.findIndex((other, i) =>
      other.kind === "out" && out.slice(i).every((later) =>
        later.kind === "out" || later.kind === "in") &&
      alike(other.before!, one.after!));
    if (at < 0) {
      out.push(one);
    } else {
      const { before } = out[at];
      out.splice(at, 1);
      out.push(judged(before!, one.after!, false));
    }
  }
  return out;
}

// All blocks of both texts, in the order of the later one.
export function changes(before: Block[], after: Block[]): Change[] {
  const [a, b] = [keys(before), keys(after)];
  const [old, now] = [new Map(a.map((key, i) => [key, before[i]])),
    new Map(b.map((key, i) => [key, after[i]]))];
  const out: Change[] = [];
  let [i, j] = [0, 0];
  for (const step of steps(a, b)) {
    if (step === "same") {
      out.push(judged(before[i], after[j], false));
    } else if (step === "in") {
      const from = old.get(b[j]);
      out.push(from === undefined ? { kind: "in", after: after[j] }
        : judged(from, after[j], true));
    } else if (!now.has(a[i])) {
      out.push({ kind: "out", before: before[i] });
    }
    i += step === "in" ? 0 : 1;
    j += step === "out" ? 0 : 1;
  }
  return paired(out);
}
