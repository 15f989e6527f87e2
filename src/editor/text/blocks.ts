// A post's content both ways.  A block keeps the JSON that it was read from
// (`raw`): members that mean the same as before go back as they came, in the
// order they came; what cannot be shown is an opaque card.  Pure.
import type { Fragment, Node } from "prosemirror-model";
import { Fragment as Pieces } from "prosemirror-model";
import type { Block, Json } from "../api/types.ts";
import { fromInline, toInline } from "./marks.ts";
import { isId, same } from "./same.ts";
import { schema, TONES } from "./schema.ts";

const n = schema.nodes;

type Attrs = Record<string, unknown>;
// What a node says; undefined is a member that is not there.
type Members = Record<string, Json | undefined>;

class Unfit extends Error {}

function string(value: Json | undefined): string {
  if (value === undefined || value === null) {
    return "";
  }
  if (typeof value !== "string") {
    throw new Unfit();
  }
  return value;
}

function strings(value: Json | undefined): string[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new Unfit();
  }
  return value.map(string);
}

function media(value: Json | undefined): number | null {
  if (value === undefined || value === null) {
    return null;
  }
  if (!Number.isSafeInteger(value)) {
    throw new Unfit();
  }
  return value as number;
}

function at(list: Json | undefined, index: number): Json | undefined {
  return Array.isArray(list) ? list[index] : undefined;
}

function caption(block: Block): Node[] {
  return toInline(string(block.caption), block.caption_marks);
}

function quote(block: Block, attrs: Attrs): Node {
  return n.quote.create(attrs, [
    n.quote_text.create(null, toInline(string(block.text), block.marks)),
    n.quote_cite.create(null, toInline(string(block.cite), undefined)),
  ]);
}

function list(block: Block, attrs: Attrs): Node {
  const items = strings(block.items).map((text, i) => n.list_item.create(
    null, toInline(text, at(block.item_marks, i))));
  return n.list.create({ ...attrs, ordered: block.style === "ordered" },
    items);
}

function table(block: Block, attrs: Attrs): Node {
  if (!Array.isArray(block.rows) || block.rows.length === 0) {
    throw new Unfit();
  }
  const rows = block.rows.map((row, y) => n.table_row.create(null,
    strings(row).map((text, x) => {
      const marks = at(at(block.cell_marks, y), x);
      const type = y === 0 && block.header === true
        ? n.table_header : n.table_cell;
      return type.create(null, toInline(text, marks));
    })));
  if (rows.some((row) => row.childCount !== rows[0].childCount)) {
    throw new Unfit();
  }
  return n.table.create(attrs, rows);
}

function prose(type: "paragraph" | "heading" | "callout") {
  return (block: Block, attrs: Attrs): Node => n[type].create(attrs,
    toInline(string(block.text), block.marks));
}

const make: Record<string, (block: Block, attrs: Attrs) => Node> = {
  paragraph: prose("paragraph"),
  heading: (block, attrs) => {
    const level = block.level;
    if (typeof level !== "number" || ![1, 2, 3, 4, 5, 6].includes(level)) {
      throw new Unfit();
    }
    return prose("heading")(block, { ...attrs, level });
  },
  callout: (block, attrs) => prose("callout")(block, { ...attrs,
    tone: TONES.includes(block.tone as string) ? block.tone : null }),
  quote,
  list,
  table,
  code: (block, attrs) => {
    const text = string(block.code);
    return n.code_block.create({ ...attrs, language: string(block.language) },
      text === "" ? null : schema.text(text));
  },
  image: (block, attrs) => n.image.create({ ...attrs,
    media_id: media(block.media_id), alt: string(block.alt) },
    caption(block)),
  gallery: (block, attrs) => {
    const ids = block.media_ids ?? [];
    if (!Array.isArray(ids) || !ids.every(Number.isSafeInteger)) {
      throw new Unfit();
    }
    return n.gallery.create({ ...attrs, media_ids: ids }, caption(block));
  },
  video: (block, attrs) => n.video.create({ ...attrs,
    media_id: media(block.media_id) }, caption(block)),
  embed: (block, attrs) => n.embed.create({ ...attrs,
    url: string(block.url) }, caption(block)),
  divider: (_block, attrs) => n.divider.create(attrs),
};

// The names that a type itself knows; all others are carried along.
const KNOWN: Record<string, string[]> = {
  paragraph: ["text", "marks"],
  heading: ["text", "level", "marks"],
  callout: ["text", "tone", "marks"],
  quote: ["text", "cite", "marks"],
  list: ["items", "style", "item_marks"],
  table: ["rows", "header", "cell_marks"],
  code: ["code", "language"],
  image: ["media_id", "alt", "caption", "caption_marks"],
  gallery: ["media_ids", "caption", "caption_marks"],
  video: ["media_id", "caption", "caption_marks"],
  embed: ["url", "caption", "caption_marks"],
  divider: [],
};

function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) &&
    typeof (value as { type?: unknown }).type === "string";
}

export function blockNode(block: Block): Node {
  const attrs = { raw: block, id: isBlock(block) && isId(block.id)
    ? block.id : null };
  const known = isBlock(block) && Object.prototype.hasOwnProperty.call(make,
    block.type);
  try {
    return known ? make[block.type](block, attrs) : n.unknown.create(attrs);
  } catch (error) {
    if (error instanceof Unfit) {
      return n.unknown.create(attrs);
    }
    throw error;
  }
}

function unless<T extends Json>(value: T, empty: T): T | undefined {
  return same(value, empty) ? undefined : value;
}

function inline(content: Fragment, text: string, marks: string): Members {
  const read = fromInline(content);
  return { [text]: read.text, [marks]: unless(read.marks as Json[], []) };
}

function captionOf(node: Node): Members {
  const { caption: text, ...rest } = inline(node.content, "caption",
    "caption_marks");
  return { caption: unless(text as string, ""), ...rest };
}

// Lists of marks of lists of texts; none where no text has one.
function several(parent: Node): { texts: string[]; marks: Json[] } {
  const texts: string[] = [];
  const marks: Json[] = [];
  parent.forEach((child) => {
    const read = fromInline(child.content);
    texts.push(read.text);
    marks.push(read.marks as Json[]);
  });
  return { texts, marks };
}

function empty(marks: Json): boolean {
  return Array.isArray(marks) && marks.every(empty);
}

function tableMembers(node: Node): Members {
  const rows: Json[] = [];
  const marks: Json[] = [];
  let columns = 0;
  node.forEach((row) => {
    const read = several(row);
    rows.push(read.texts);
    marks.push(read.marks);
    columns = Math.max(columns, row.childCount);
  });
  for (const row of rows as string[][]) {
    while (row.length < columns) {
      row.push("");
    }
  }
  return {
    rows,
    header: node.firstChild?.firstChild?.type === n.table_header || undefined,
    cell_marks: empty(marks) ? undefined : marks,
  };
}

const read: Record<string, (node: Node) => Members> = {
  paragraph: (node) => inline(node.content, "text", "marks"),
  heading: (node) => ({ level: node.attrs.level,
    ...inline(node.content, "text", "marks") }),
  callout: (node) => ({ ...inline(node.content, "text", "marks"),
    tone: node.attrs.tone ?? undefined }),
  quote: (node) => ({
    ...inline(node.child(0).content, "text", "marks"),
    cite: unless(fromInline(node.child(1).content).text, ""),
  }),
  list: (node) => {
    const { texts, marks } = several(node);
    return { items: texts, style: node.attrs.ordered ? "ordered" : undefined,
      item_marks: empty(marks) ? undefined : marks };
  },
  table: tableMembers,
  code: (node) => ({ code: node.textContent,
    language: unless(node.attrs.language as string, "") }),
  image: (node) => ({ media_id: node.attrs.media_id ?? undefined,
    alt: unless(node.attrs.alt as string, ""), ...captionOf(node) }),
  gallery: (node) => ({ media_ids: node.attrs.media_ids,
    ...captionOf(node) }),
  video: (node) => ({ media_id: node.attrs.media_id ?? undefined,
    ...captionOf(node) }),
  embed: (node) => ({ url: node.attrs.url, ...captionOf(node) }),
  divider: () => ({}),
};

// What the JSON of a block meant when it was read.
const meanings = new WeakMap<Block, Members>();

function meaning(raw: Block): Members {
  let known = meanings.get(raw);
  if (known === undefined) {
    const node = blockNode(raw);
    known = node.type === n.unknown ? {} : read[typeOf(node)](node);
    meanings.set(raw, known);
  }
  return known;
}

export function typeOf(node: Node): string {
  return node.type === n.code_block ? "code" : node.type.name;
}

// Own properties only, so that a member named __proto__ is one.
function assemble(node: Node, members: Members, raw: Block | null): Block {
  const out: [string, Json][] = [];
  const type = typeOf(node);
  const before = raw !== null && raw.type === type ? meaning(raw) : null;
  const rest = new Map(Object.entries(members));
  for (const [key, value] of Object.entries(raw ?? {})) {
    const mine = rest.get(key);
    if (key === "type") {
      out.push([key, type]);
    } else if (key === "id") {
      out.push([key, node.attrs.id ?? (isId(value) ? undefined : value)]);
    } else if (KNOWN[type].includes(key)) {
      out.push([key, before !== null && same(mine, before[key]) ? value
        : mine as Json]);
    } else if (!KNOWN[raw!.type]?.includes(key)) {
      out.push([key, value]);
    }
    rest.delete(key);
  }
  if (raw === null) {
    out.push(["type", type]);
  }
  if (node.attrs.id !== null && !out.some(([key]) => key === "id")) {
    out.push(["id", node.attrs.id]);
  }
  for (const [key, value] of rest) {
    if (before === null || !same(value, before[key])) {
      out.push([key, value as Json]);
    }
  }
  return Object.fromEntries(out.filter(([, value]) => value !== undefined)
  ) as Block;
}

const written = new WeakMap<Node, Block>();

export function nodeBlock(node: Node): Block {
  let block = written.get(node);
  if (block === undefined) {
    const raw = isBlock(node.attrs.raw) ? node.attrs.raw : null;
    block = node.type === n.unknown ? withId(node)
      : assemble(node, read[typeOf(node)](node), raw);
    written.set(node, block);
  }
  return block;
}

// An opaque card goes back as it came; only an id may have been given.
function withId(node: Node): Block {
  const raw = node.attrs.raw as Block;
  return node.attrs.id === null || raw.id === node.attrs.id ? raw
    : { ...raw, id: node.attrs.id };
}

export function fromJSON(content: Block[]): Node {
  const blocks = content.map(blockNode);
  return n.doc.create(null, Pieces.from(blocks.length > 0 ? blocks
    : [n.paragraph.create()]));
}

// A picture that is on its way has no number yet and is held back.
export function isHeldBack(node: Node): boolean {
  return (node.type === n.image || node.type === n.video) &&
    node.attrs.media_id === null && node.attrs.upload !== null;
}

// An untouched, empty document is the empty list that it was read from.
function isBlank(doc: Node): boolean {
  return doc.childCount === 1 && doc.child(0).type === n.paragraph &&
    doc.child(0).content.size === 0 && doc.child(0).attrs.raw === null;
}

export function toJSON(doc: Node): Block[] {
  const out: Block[] = [];
  if (isBlank(doc)) {
    return out;
  }
  doc.forEach((node) => {
    if (!isHeldBack(node)) {
      out.push(nodeBlock(node));
    }
  });
  return out;
}

// Where the server's "Block N" stands in the document; of what was sent to be
// applied, which is `ready`.
export function blockIndex(doc: Node, number: number): number {
  let seen = 0;
  for (let i = 0; i < doc.childCount; i++) {
    const node = doc.child(i);
    if (!isHeldBack(node) && !isEmptyText(nodeBlock(node)) &&
        ++seen === number) {
      return i;
    }
  }
  return -1;
}

// Without what is only being written: an article has no empty paragraphs.
export function ready(content: Block[]): Block[] {
  return content.filter((block) => !(isEmptyText(block)));
}

function isEmptyText(block: Block): boolean {
  switch (block.type) {
  case "paragraph":
  case "heading":
    return typeof block.text !== "string" || block.text.trim() === "";
  case "list":
    return Array.isArray(block.items) &&
      block.items.every((one) => one === "");
  case "code":
    return typeof block.code !== "string" || block.code.trim() === "";
  default:
    return false;
  }
}
