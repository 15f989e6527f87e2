// A block of one kind made one of another: its words stay, and its pictures.
import { Fragment, type Node } from "prosemirror-model";
import { Selection, TextSelection, type Command } from "prosemirror-state";
import { current, fresh } from "./commands.ts";
import { isHref } from "./href.ts";
import { schema } from "./schema.ts";

const n = schema.nodes;

export const TEXTUAL = ["paragraph", "heading2", "heading3", "heading4",
  "list", "ordered", "quote", "callout", "code"];
const BETWEEN_CELLS = " · ";

// A line at each break of a text.
function split(content: Fragment): Fragment[] {
  const lines: Node[][] = [[]];
  content.forEach((node) => {
    if (node.type === n.hard_break) {
      lines.push([]);
    } else {
      lines.at(-1)!.push(node);
    }
  });
  return lines.map((line) => Fragment.from(line));
}

// The lines of a code are those of its text.
function linesOfCode(node: Node): Fragment[] {
  return node.textContent.split("\n").map((line) => line === ""
    ? Fragment.empty : Fragment.from(schema.text(line)));
}

function rowText(row: Node): Fragment {
  const pieces: Node[] = [];
  row.forEach((cell) => {
    if (cell.content.size > 0) {
      if (pieces.length > 0) {
        pieces.push(schema.text(BETWEEN_CELLS));
      }
      cell.forEach((one) => pieces.push(one));
    }
  });
  return Fragment.from(pieces);
}

// What a block says, part by part: items, rows, a quote and its source.
function parts(node: Node): Fragment[] {
  if (node.inlineContent) {
    return [node.content];
  }
  const found: Fragment[] = [];
  node.forEach((child) => found.push(child.type === n.table_row
    ? rowText(child) : child.content));
  return found.filter((one) => one.size > 0);
}

// All of it as one text.
function inlineOf(node: Node): Fragment {
  return parts(node).reduce((text, one) => text.size === 0 ? one
    : text.addToEnd(n.hard_break.create()).append(one), Fragment.empty);
}

function plain(content: Fragment): Node[] {
  const text = content.textBetween(0, content.size, "\n", "\n");
  return text === "" ? [] : [schema.text(text)];
}

// A row for each line, without a head.
function tableOf(node: Node, attrs: Node["attrs"]): Node {
  const lines = node.type === n.code_block ? linesOfCode(node)
    : parts(node).flatMap(split);
  const rows = (lines.length > 0 ? lines : [Fragment.empty]).map((line) =>
    n.table_row.create(null, n.table_cell.create(null, line)));
  return n.table.create(attrs, rows);
}

function listOf(node: Node, kind: string, attrs: Node["attrs"]): Node {
  const found = node.type === n.list || node.type === n.table ? parts(node)
    : [inlineOf(node)];
  const items = (found.length > 0 ? found : [Fragment.empty]).map((one) =>
    n.list_item.create(null, one));
  return n.list.create({ ...attrs, ordered: kind === "ordered" }, items);
}

// Pictures in one block, or each in its own; the caption goes with the first.
function pictures(node: Node, attrs: Node["attrs"]): Node[] {
  if (node.type === n.image) {
    return [n.gallery.create({ ...attrs, media_ids: [node.attrs.media_id] },
      node.content)];
  }
  return (node.attrs.media_ids as number[]).map((id, i) => n.image.create(
    { ...i === 0 ? attrs : {}, media_id: id }, i === 0 ? node.content
      : null));
}

// The address of a text that is one, or a link alone.
function addressIn(node: Node): string {
  const only = node.type === n.paragraph && node.childCount === 1
    ? node.child(0) : null;
  const url = String(only?.marks.find((one) => one.type.name === "link")
    ?.attrs.href ?? only?.text ?? "").trim();
  return /^https:\/\/\S+$/.test(url) && isHref(url) ? url : "";
}

function linkOf(node: Node, attrs: Node["attrs"]): Node {
  const { url } = node.attrs;
  const link = schema.marks.link.create({ href: url });
  const text = node.content.size > 0 ? node.content
    : Fragment.from(schema.text(url));
  const words: Node[] = [];
  text.forEach((one) => words.push(one.isText
    ? one.mark(link.addToSet(one.marks)) : one));
  return n.paragraph.create(attrs, words);
}

function embedOf(node: Node, attrs: Node["attrs"]): Node {
  const url = addressIn(node);
  const caption = node.textContent.trim() === url ? [] : plain(node.content);
  return n.embed.create({ ...attrs, url }, caption);
}

function converted(node: Node, kind: string): Node[] {
  const attrs = { id: node.attrs.id, raw: node.attrs.raw };
  const { type } = node;
  if (type === n.image || type === n.gallery) {
    return pictures(node, attrs);
  }
  if (type === n.embed) {
    return [linkOf(node, attrs)];
  }
  if (type === n.divider) {
    return [n.paragraph.create(attrs)];
  }
  switch (kind) {
  case "embed":
    return [embedOf(node, attrs)];
  case "table":
    return [tableOf(node, attrs)];
  case "list":
  case "ordered":
    return [listOf(node, kind, attrs)];
  case "quote":
    return [n.quote.create(attrs, [n.quote_text.create(null,
      inlineOf(node)), n.quote_cite.create()])];
  }
  const to = fresh(kind);
  const lines = type === n.list || type === n.table;
  if (lines && (to.type === n.paragraph || to.type === n.heading)) {
    const found = parts(node);
    return (found.length > 0 ? found : [Fragment.empty]).map((line, i) =>
      to.type.create({ ...to.attrs, ...i === 0 ? attrs : {} }, line));
  }
  return [to.type.create({ ...to.attrs, ...attrs },
    to.type === n.code_block ? plain(inlineOf(node)) : inlineOf(node))];
}

// What a block can be made without a loss of words or pictures.
export function targetsOf(node: Node | undefined): string[] {
  switch (node?.type) {
  case n.paragraph:
    return [...TEXTUAL, "table", ...addressIn(node!) === "" ? []
      : ["embed"]];
  case n.heading:
  case n.list:
  case n.quote:
  case n.callout:
  case n.code_block:
    return [...TEXTUAL, "table"];
  case n.table:
    return TEXTUAL;
  case n.image:
    return node!.attrs.media_id === null ? [] : ["gallery"];
  case n.gallery:
    return node!.attrs.media_ids.length === 0 ? [] : ["image"];
  case n.embed:
    return node!.attrs.url === "" ? [] : ["paragraph"];
  case n.divider:
    return ["paragraph"];
  default:
    // a video, and what is not known here: nothing else can show them
    return [];
  }
}

export function turnInto(kind: string): Command {
  return (state, dispatch) => {
    const place = current(state);
    if (place === null || !targetsOf(place.node).includes(kind)) {
      return false;
    }
    if (dispatch) {
      const { node, pos } = place;
      const offset = Math.max(1, state.selection.from - pos);
      const made = converted(node, kind);
      const tr = state.tr.replaceWith(pos, pos + node.nodeSize, made);
      const end = pos + made.reduce((sum, one) => sum + one.nodeSize, 0);
      const at = Math.min(pos + offset, end - 1);
      dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at)))
        .scrollIntoView());
    }
    return true;
  };
}

// Backspace at the beginning: first a plain text, then joined.
export const backToText: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const place = current(state);
  if (!empty || place === null || $from.parentOffset > 0 ||
      place.node.type === n.paragraph || $from.pos - place.pos > 2) {
    return false;
  }
  if (place.node.type === n.list && $from.index(1) === 0) {
    if (dispatch) {
      const [first, ...rest] = converted(place.node, "paragraph");
      const others = place.node.childCount > 1
        ? [n.list.create({ ...place.node.attrs, id: null }, Array.from(
          { length: rest.length }, (_, i) => place.node.child(i + 1)))] : [];
      const tr = state.tr.replaceWith(place.pos, place.pos +
        place.node.nodeSize, [first, ...others]);
      dispatch(tr.setSelection(TextSelection.create(tr.doc, place.pos + 1)));
    }
    return true;
  }
  return turnInto("paragraph")(state, dispatch);
};
