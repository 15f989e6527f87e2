// The document of a post: a node type for each block type of the API, marks
// as the API names them.  `raw` of a block is the JSON it was read from, so
// that what was not touched goes back as it came; `id` is the block's id.
import { Schema, type DOMOutputSpec, type NodeSpec } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";
import { isHref } from "./href.ts";

const block = { id: { default: null }, raw: { default: null } };

type Attrs = Record<string, unknown>;

// A copy within the editor keeps what the block's panel holds.
function data(attrs: Attrs, ...names: string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const name of names) {
    if (attrs[name] !== null && attrs[name] !== "") {
      out[`data-${name.replace("_", "-")}`] = JSON.stringify(attrs[name]);
    }
  }
  return out;
}

export function readData(dom: HTMLElement, name: string): unknown {
  const text = dom.getAttribute(`data-${name.replace("_", "-")}`);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function integer(value: unknown): number | null {
  return Number.isSafeInteger(value) ? value as number : null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

const heading: NodeSpec = {
  group: "block",
  content: "inline*",
  defining: true,
  attrs: { ...block, level: { default: 2 } },
  parseDOM: [1, 2, 3, 4, 5, 6].map((level) => (
    { tag: `h${level}`, attrs: { level } })),
  toDOM: (node) => [`h${node.attrs.level}`, 0],
};

const list: NodeSpec = {
  group: "block",
  content: "list_item+",
  attrs: { ...block, ordered: { default: false } },
  parseDOM: [
    { tag: "ul", attrs: { ordered: false } },
    { tag: "ol", attrs: { ordered: true } },
  ],
  toDOM: (node) => [node.attrs.ordered ? "ol" : "ul", 0],
};

const code: NodeSpec = {
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  defining: true,
  attrs: { ...block, language: { default: "" } },
  parseDOM: [{
    tag: "pre",
    preserveWhitespace: "full",
    getAttrs: (dom) => ({ language: text(readData(dom, "language")) }),
  }],
  toDOM: (node) => ["pre", data(node.attrs, "language"), ["code", 0]],
};

// Media and links to elsewhere: what they show is in attributes, the caption
// is their text.
function figure(kind: string, names: string[],
                get: (dom: HTMLElement) => Attrs | false): NodeSpec {
  const attrs: NodeSpec["attrs"] = { ...block };
  for (const name of names) {
    attrs[name] = { default: name === "media_ids" ? [] :
      name === "alt" || name === "url" ? "" : null };
  }
  return {
    group: "block",
    content: "inline*",
    isolating: true,
    defining: true,
    draggable: true,
    attrs,
    parseDOM: [{
      tag: `figure[data-kind=${kind}]`,
      contentElement: "figcaption",
      getAttrs: get,
    }],
    toDOM: (node): DOMOutputSpec => ["figure",
      { "data-kind": kind, ...data(node.attrs, ...names) },
      ["figcaption", 0]],
  };
}

const image = figure("image", ["media_id", "alt", "upload"], (dom) => ({
  media_id: integer(readData(dom, "media_id")),
  alt: text(readData(dom, "alt")),
  upload: readData(dom, "upload"),
}));
const gallery = figure("gallery", ["media_ids"], (dom) => {
  const ids = readData(dom, "media_ids");
  return { media_ids: Array.isArray(ids) ? ids.filter(Number.isSafeInteger)
    : [] };
});
const video = figure("video", ["media_id", "upload"], (dom) => ({
  media_id: integer(readData(dom, "media_id")),
  upload: readData(dom, "upload"),
}));
const embed = figure("embed", ["url"], (dom) => (
  { url: text(readData(dom, "url")) }));

const tables = tableNodes({
  tableGroup: "block",
  cellContent: "inline*",
  cellAttributes: {},
});
tables.table.attrs = { ...block };

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      group: "block",
      content: "inline*",
      attrs: { ...block },
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", 0],
    },
    heading,
    list,
    list_item: {
      content: "inline*",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: () => ["li", 0],
    },
    quote: {
      group: "block",
      content: "quote_text quote_cite",
      defining: true,
      attrs: { ...block },
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    quote_text: {
      content: "inline*",
      parseDOM: [{ tag: "div[data-quote]" }, { tag: "p",
        context: "quote/" }],
      toDOM: () => ["div", { "data-quote": "" }, 0],
    },
    quote_cite: {
      content: "(text | hard_break)*",
      marks: "",
      parseDOM: [{ tag: "footer" }, { tag: "cite", context: "quote/" }],
      toDOM: () => ["footer", 0],
    },
    callout: {
      group: "block",
      content: "inline*",
      defining: true,
      attrs: { ...block, tone: { default: null } },
      parseDOM: [{
        tag: "aside",
        getAttrs: (dom) => ({ tone: tone(readData(dom, "tone")) }),
      }],
      toDOM: (node) => ["aside", data(node.attrs, "tone"), 0],
    },
    // a mark has the type's own name
    code_block: code,
    image,
    gallery,
    video,
    embed,
    divider: {
      group: "block",
      attrs: { ...block },
      parseDOM: [{ tag: "hr" }],
      toDOM: () => ["hr"],
    },
    table: tables.table,
    table_row: tables.table_row,
    table_cell: tables.table_cell,
    table_header: tables.table_header,
    // A block that this page does not know goes through as it is.
    unknown: {
      group: "block",
      atom: true,
      attrs: { ...block },
      toDOM: (node) => ["div", { "data-kind": "unknown" },
        String((node.attrs.raw as { type?: unknown } | null)?.type)],
    },
    text: { group: "inline" },
    hard_break: {
      inline: true,
      group: "inline",
      selectable: false,
      linebreakReplacement: true,
      parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"],
      leafText: () => "\n",
    },
  },
  // No rule reads a style: under the page's policy there is none to read;
  // paste.ts has made elements of it before.
  marks: {
    link: {
      attrs: { href: {}, title: { default: null }, extra: { default: null } },
      inclusive: false,
      parseDOM: [{
        tag: "a[href]",
        getAttrs: (dom) => {
          const href = dom.getAttribute("href") ?? "";
          return isHref(href) && { href, title: dom.getAttribute("title") };
        },
      }],
      toDOM: (mark) => ["a", mark.attrs.title === null
        ? { href: mark.attrs.href }
        : { href: mark.attrs.href, title: mark.attrs.title }, 0],
    },
    strong: {
      parseDOM: [{ tag: "strong" }, { tag: "b" }],
      toDOM: () => ["strong", 0],
    },
    em: {
      parseDOM: [{ tag: "em" }, { tag: "i" }],
      toDOM: () => ["em", 0],
    },
    strike: {
      parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }],
      toDOM: () => ["s", 0],
    },
    sub: { excludes: "sub", parseDOM: [{ tag: "sub" }],
      toDOM: () => ["sub", 0] },
    sup: { excludes: "sup", parseDOM: [{ tag: "sup" }],
      toDOM: () => ["sup", 0] },
    code: { parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  },
});

export const TONES = ["info", "warning", "success"];

function tone(value: unknown): string | null {
  return TONES.includes(value as string) ? value as string : null;
}
