// Pasted Markdown, as blocks.  Pure.
import type { Block, Json, Mark } from "../api/types.ts";
import { isHref } from "./href.ts";

// Whether plain text is meant as Markdown: two signs of it at least.
export function isMarkdown(text: string): boolean {
  const signs = [/^#{1,6} \S/m, /^\s{0,3}[-*+] \S/m, /^\s{0,3}\d+[.)] \S/m,
    /^```/m, /^> /m, /\*\*\S[^*\n]*\*\*/, /\[[^\]\n]+\]\([^)\s]+\)/,
    /^(---|\*\*\*)$/m, /^\|.*\|$/m];
  return signs.filter((sign) => sign.test(text)).length >=
    (/^(#{1,6} |```)/m.test(text) ? 1 : 2);
}

interface Marked {
  text: string;
  marks: Mark[];
}

const INLINE = new RegExp([
  "\\\\([\\\\`*_{}\\[\\]()#+.!~>-])", // \* is a star
  "`([^`\\n]+)`",
  "\\*\\*(\\S(?:[^\\n]*?\\S)?)\\*\\*",
  "__(\\S(?:[^\\n]*?\\S)?)__",
  "~~(\\S(?:[^\\n]*?\\S)?)~~",
  "\\*(\\S(?:[^*\\n]*?\\S)?)\\*",
  "(?<![\\p{L}\\p{N}])_(\\S(?:[^_\\n]*?\\S)?)_(?![\\p{L}\\p{N}])",
  "\\[([^\\]\\n]+)\\]\\(([^)\\s]+)(?:\\s+\"([^\"]*)\")?\\)",
].join("|"), "u");
const KINDS = [null, "code", "strong", "strong", "strike", "em", "em"];

function length(text: string): number {
  return Array.from(text).length;
}

export function inline(source: string): Marked {
  const out: Marked = { text: "", marks: [] };
  let rest = source;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    out.text += rest.slice(0, match.index);
    const kind = match.slice(1, 8).findIndex((one) => one !== undefined);
    const start = length(out.text);
    if (kind === 0 || kind === 1) {
      out.text += match[kind + 1];
    } else {
      const inner = inline(kind > 1 ? match[kind + 1] : match[8]);
      out.marks.push(...inner.marks.map((mark) =>
        [mark[0] + start, mark[1] + start, ...mark.slice(2)] as Mark));
      out.text += inner.text;
    }
    const end = length(out.text);
    if (kind > 0) {
      out.marks.push([start, end, KINDS[kind]!]);
    } else if (kind < 0 && isHref(match[9])) {
      out.marks.push([start, end, "link", match[10] === undefined
        ? { href: match[9] } : { href: match[9], title: match[10] }]);
    }
    rest = rest.slice(match.index + match[0].length);
  }
  out.text += rest;
  return out;
}

function prose(type: string, source: string, more: object = {}): Block {
  const { text, marks } = inline(source);
  return { type, text, ...more, ...marks.length > 0
    ? { marks: marks as Json } : {} };
}

function several(texts: string[]): { texts: string[]; marks: Json[] } {
  const read = texts.map(inline);
  return { texts: read.map((one) => one.text),
    marks: read.map((one) => one.marks as Json) };
}

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

class Lines {
  private readonly lines: string[];
  private at = 0;

  constructor(text: string) {
    this.lines = text.replace(/\r\n?/g, "\n").split("\n");
  }

  more(): boolean {
    return this.at < this.lines.length;
  }

  now(): string {
    return this.lines[this.at] ?? "";
  }

  take(): string {
    return this.lines[this.at++];
  }

  // The lines from here on that are so.
  while(fits: (line: string) => boolean): string[] {
    const from = this.at;
    while (this.more() && fits(this.now())) {
      this.at++;
    }
    return this.lines.slice(from, this.at);
  }
}

function fenced(lines: Lines): Block {
  const language = lines.take().replace(/^`+/, "").trim();
  const code = lines.while((line) => !/^```\s*$/.test(line)).join("\n");
  if (lines.more()) {
    lines.take();
  }
  return { type: "code", code, ...language === "" ? {} : { language } };
}

function list(lines: Lines): Block {
  const ordered = /^\s*\d/.test(lines.now());
  const items: string[] = [];
  for (const line of lines.while((one) => ITEM.test(one) ||
    (/^\s{2,}\S/.test(one) && !ITEM.test(one)))) {
    const match = ITEM.exec(line);
    if (match) {
      items.push(match[2]);
    } else {
      items[items.length - 1] += ` ${line.trim()}`;
    }
  }
  const { texts, marks } = several(items);
  return { type: "list", items: texts, ...ordered ? { style: "ordered" }
    : {}, ...marks.some((one) => (one as Json[]).length > 0)
    ? { item_marks: marks } : {} };
}

function table(lines: Lines): Block {
  const rows = lines.while((line) => /^\s*\|.*\|\s*$/.test(line));
  const header = rows.length > 1 && /^[\s|:-]+$/.test(rows[1]);
  const cells = rows.filter((_, i) => !header || i !== 1).map((row) =>
    row.trim().slice(1, -1).split(/(?<!\\)\|/).map((one) =>
      one.trim().replace(/\\\|/g, "|")));
  const width = Math.max(...cells.map((row) => row.length));
  const read = cells.map((row) => several([...row,
    ...Array(width - row.length).fill("")]));
  const marks = read.map((row) => row.marks);
  return { type: "table", rows: read.map((row) => row.texts),
    ...header ? { header } : {}, ...marks.flat().flat().length > 0
      ? { cell_marks: marks } : {} };
}

function starts(line: string): boolean {
  return /^(#{1,6} |```|> ?|\s*\|.*\|\s*$|(---+|\*\*\*+|___+)\s*$)/
    .test(line) || ITEM.test(line);
}

function block(lines: Lines): Block {
  const line = lines.now();
  const heading = /^(#{1,6}) +(.*?)(?: +#+)?$/.exec(line);
  if (heading) {
    lines.take();
    return prose("heading", heading[2], { level: heading[1].length });
  }
  if (line.startsWith("```")) {
    return fenced(lines);
  }
  if (/^(---+|\*\*\*+|___+)\s*$/.test(line)) {
    lines.take();
    return { type: "divider" };
  }
  if (line.startsWith(">")) {
    return prose("quote", lines.while((one) => one.startsWith(">"))
      .map((one) => one.replace(/^> ?/, "")).join("\n"));
  }
  if (ITEM.test(line)) {
    return list(lines);
  }
  if (/^\s*\|.*\|\s*$/.test(line)) {
    return table(lines);
  }
  return prose("paragraph", [lines.take(), ...lines.while((one) =>
    one.trim() !== "" && !starts(one))].map((one) => one.trim()).join(" "));
}

export function fromMarkdown(text: string): Block[] {
  const lines = new Lines(text);
  const out: Block[] = [];
  while (lines.more()) {
    if (lines.now().trim() === "") {
      lines.take();
    } else {
      out.push(block(lines));
    }
  }
  return out;
}
