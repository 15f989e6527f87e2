// Marks both ways: the API's lists of [start, end, name] with offsets in
// code points, and marked text in the document.  Pure.
import type { Fragment, Mark as PmMark, Node } from "prosemirror-model";
import type { Json, Mark } from "../api/types.ts";
import { isHref } from "./href.ts";
import { schema } from "./schema.ts";

export const NAMES = ["strong", "em", "code", "strike", "sub", "sup", "link"];

interface Span {
  start: number;
  end: number;
  mark: PmMark;
}

function linkOf(attrs: Json | undefined): PmMark | null {
  if (typeof attrs !== "object" || attrs === null || Array.isArray(attrs)) {
    return null;
  }
  const { href, title, ...extra } = attrs;
  if (typeof href !== "string" || !isHref(href)) {
    return null;
  }
  return schema.marks.link.create({
    href,
    title: typeof title === "string" ? title : null,
    extra: Object.keys(extra).length > 0 ? JSON.stringify(extra) : null,
  });
}

// What cannot be shown is left out; the block's `raw` still has it.
function spanOf(value: Json, length: number): Span | null {
  if (!Array.isArray(value)) {
    return null;
  }
  const [start, end, name] = value;
  if (typeof start !== "number" || typeof end !== "number" ||
      typeof name !== "string" || !NAMES.includes(name)) {
    return null;
  }
  const mark = name === "link" ? linkOf(value[3])
    : schema.marks[name].create();
  const last = Math.min(end, length);
  return mark !== null && start >= 0 && start < last
    ? { start, end: last, mark } : null;
}

// The text's inline nodes; a newline is a hard break.
export function toInline(text: string, marks: Json | undefined): Node[] {
  const points = Array.from(text);
  const spans = (Array.isArray(marks) ? marks : [])
    .map((one) => spanOf(one, points.length))
    .filter((span): span is Span => span !== null);
  const cuts = new Set([0, points.length]);
  for (const span of spans) {
    cuts.add(span.start).add(span.end);
  }
  points.forEach((point, at) => {
    if (point === "\n") {
      cuts.add(at).add(at + 1);
    }
  });
  const sorted = [...cuts].sort((a, b) => a - b);
  const nodes: Node[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [from, to] = [sorted[i], sorted[i + 1]];
    let set: readonly PmMark[] = [];
    for (const span of spans) {
      if (span.start <= from && span.end >= to) {
        set = span.mark.addToSet(set);
      }
    }
    nodes.push(points[from] === "\n" ? schema.nodes.hard_break.create(
      null, null, set) : schema.text(points.slice(from, to).join(""), set));
  }
  return nodes;
}

function jsonOf(mark: PmMark, start: number, end: number): Mark {
  if (mark.type.name !== "link") {
    return [start, end, mark.type.name];
  }
  const attrs: { [key: string]: Json } = { href: mark.attrs.href };
  if (mark.attrs.title !== null) {
    attrs.title = mark.attrs.title;
  }
  return [start, end, "link", mark.attrs.extra === null ? attrs
    : { ...attrs, ...JSON.parse(mark.attrs.extra) }];
}

function byPlace(a: Mark, b: Mark): number {
  return a[0] - b[0] || b[1] - a[1] ||
    NAMES.indexOf(a[2]) - NAMES.indexOf(b[2]);
}

// Text and marks of inline content; marks that touch are one.
export function fromInline(content: Fragment): { text: string; marks: Mark[] } {
  let text = "";
  let at = 0;
  const done: Mark[] = [];
  let open: { mark: PmMark; start: number }[] = [];
  content.forEach((node) => {
    const kept = open.filter(({ mark }) => mark.isInSet(node.marks));
    for (const one of open) {
      if (!kept.includes(one)) {
        done.push(jsonOf(one.mark, one.start, at));
      }
    }
    open = kept;
    for (const mark of node.marks) {
      if (!open.some((one) => one.mark.eq(mark))) {
        open.push({ mark, start: at });
      }
    }
    const piece = node.isText ? node.text ?? "" : "\n";
    text += piece;
    at += Array.from(piece).length;
  });
  for (const one of open) {
    done.push(jsonOf(one.mark, one.start, at));
  }
  return { text, marks: done.sort(byPlace) };
}
