// A random source with a seed, and random posts: a failure tells its seed.
import type { Block, Json, Mark } from "../../../src/editor/api/types.ts";

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  // mulberry32
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(of: number): boolean {
    return this.next() < of;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)];
  }
}

const WORDS = ["a", "tale", "\n", " ", "  ", "é", "e\u0301", "👩‍👧", "𝒳",
  "შ", "العربية", "<b>", "&amp;", "\t", "\r\n", "\u00a0", "\u2028", "*x*",
  "\u200b", "end."];

export function text(random: Random, least = 0): string {
  let out = "";
  const count = least + random.int(6);
  for (let i = 0; i < count; i++) {
    out += random.pick(WORDS);
  }
  return out.trim() === "" && least > 0 ? `x${out}` : out;
}

export function json(random: Random, depth = 0): Json {
  switch (random.int(depth > 2 ? 4 : 6)) {
  case 0: return null;
  case 1: return random.chance(0.5);
  case 2: return random.pick([0, -1, 1.5, 1e21, 12345678901]);
  case 3: return text(random);
  case 4: return [json(random, depth + 1), json(random, depth + 1)];
  default: return { [random.pick(["a", "__proto__", "10", ""])]:
    json(random, depth + 1) };
  }
}

const NAMES = ["strong", "em", "code", "strike", "sub", "sup"];

export function marks(random: Random, of: string): Json {
  const length = Array.from(of).length + (random.chance(0.1) ? 5 : 0);
  const list: Mark[] = [];
  for (let i = random.int(5); i > 0; i--) {
    const start = random.int(length + 1);
    const end = start + random.int(length + 1 - start);
    list.push(random.chance(0.2)
      ? [start, end, "link", link(random)]
      : [start, end, random.pick(NAMES)]);
  }
  return list as Json;
}

function link(random: Random): { [key: string]: Json } {
  const href = random.pick(["https://example.org/?a=b&c", "/a b", "#x",
    "mailto:a@example.org", "tel:+1"]);
  return random.chance(0.3) ? { href, title: "A “title”", rel: 1 } : { href };
}

function maybe(random: Random, of: number, members: Record<string, Json>):
Record<string, Json> {
  return random.chance(of) ? members : {};
}

type Maker = (random: Random) => Record<string, Json>;

function prose(random: Random): Record<string, Json> {
  const of = text(random, 1);
  return { text: of, ...maybe(random, 0.5, { marks: marks(random, of) }) };
}

function caption(random: Random): Record<string, Json> {
  const of = text(random);
  return maybe(random, 0.6, { caption: random.chance(0.1) ? null : of,
    ...maybe(random, 0.4, { caption_marks: marks(random, of) }) });
}

export const MAKERS: Record<string, Maker> = {
  paragraph: prose,
  heading: (random) => ({ ...prose(random), level: 1 + random.int(6) }),
  quote: (random) => ({ ...prose(random),
    ...maybe(random, 0.5, { cite: text(random) }) }),
  callout: (random) => ({ ...prose(random),
    ...maybe(random, 0.5, { tone: random.pick(["info", "warning",
      "success", null]) }) }),
  list: (random) => {
    const items = Array.from({ length: 1 + random.int(4) }, () =>
      text(random));
    return { items,
      ...maybe(random, 0.5, { style: random.pick(["ordered",
        "unordered", null]) }),
      ...maybe(random, 0.4, { item_marks: items.slice(random.int(2))
        .map((of) => marks(random, of)) }) };
  },
  table: (random) => {
    const width = random.int(4);
    const rows = Array.from({ length: 1 + random.int(3) }, () =>
      Array.from({ length: width }, () => text(random)));
    return { rows, ...maybe(random, 0.5, { header: random.chance(0.5) }),
      ...maybe(random, 0.4, { cell_marks: rows.map((row) => row.map((of) =>
        marks(random, of))) }) };
  },
  code: (random) => ({ code: `x${text(random)}`,
    ...maybe(random, 0.5, { language: text(random) }) }),
  image: (random) => ({ media_id: 1 + random.int(99),
    ...maybe(random, 0.5, { alt: text(random) }), ...caption(random) }),
  gallery: (random) => ({ media_ids: Array.from({ length: 1 +
    random.int(5) }, () => random.int(99)), ...caption(random) }),
  video: (random) => ({ media_id: random.int(99), ...caption(random) }),
  embed: (random) => ({ url: "https://example.org/v", ...caption(random) }),
  divider: () => ({}),
};

function shuffled(random: Random, block: Block): Block {
  const entries = Object.entries(block);
  for (let i = entries.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [entries[i], entries[j]] = [entries[j], entries[i]];
  }
  return Object.fromEntries(entries) as Block;
}

// A block that the server accepts, or one of a type to come.
export function block(random: Random): Block {
  const type = random.chance(0.05) ? "poll"
    : random.pick(Object.keys(MAKERS));
  const made = type === "poll" ? { votes: json(random) }
    : MAKERS[type](random);
  const extra = Object.fromEntries(random.chance(0.3)
    ? [[random.pick(["note", "__proto__", "x-y", "style", "caption"]),
      json(random)]] : []);
  return shuffled(random, { type, ...extra, ...made,
    ...maybe(random, 0.5, { id: random.pick(["a", "b1", "c_d-e"]) }),
  } as Block);
}

export function content(random: Random, most = 8): Block[] {
  return Array.from({ length: random.int(most + 1) }, () => block(random));
}
