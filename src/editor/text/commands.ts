// What can be done to blocks.  A block is a child of the document; where it
// is not said otherwise it is the one that the selection is in.
import type { Attrs, Node, NodeType, ResolvedPos } from "prosemirror-model";
import { NodeSelection, Selection, TextSelection, type Command,
  type EditorState, type Transaction } from "prosemirror-state";
import { schema } from "./schema.ts";

const n = schema.nodes;

export interface Place {
  node: Node;
  pos: number;
  index: number;
}

export function blockAt($pos: ResolvedPos): Place | null {
  if ($pos.depth === 0) {
    const node = $pos.nodeAfter;
    return node && { node, pos: $pos.pos, index: $pos.index(0) };
  }
  return { node: $pos.node(1), pos: $pos.before(1), index: $pos.index(0) };
}

export function current(state: EditorState): Place | null {
  return blockAt(state.selection.$from);
}

// A block as it begins.
export function fresh(kind: string): Node {
  if (/^heading[1-6]$/.test(kind)) {
    return n.heading.create({ level: Number(kind.slice(-1)) });
  }
  switch (kind) {
  case "list":
  case "ordered":
    return n.list.create({ ordered: kind === "ordered" },
      n.list_item.create());
  case "table":
    return n.table.create(null, [0, 1, 2].map((row) => n.table_row.create(
      null, [0, 1, 2].map(() => (row === 0 ? n.table_header : n.table_cell)
        .create()))));
  case "quote":
    return n.quote.create(null, [n.quote_text.create(),
      n.quote_cite.create()]);
  case "code":
    return n.code_block.create();
  case "callout":
    return n.callout.create({ tone: "info" });
  default:
    return n[kind].create();
  }
}

// Puts a block behind this one, or in its place where it is an empty text.
export function insertBlock(node: Node): Command {
  return (state, dispatch) => {
    if (dispatch) {
      const place = current(state);
      const tr = state.tr;
      const empty = place !== null && place.node.type === n.paragraph &&
        place.node.content.size === 0;
      const pos = place === null ? state.doc.content.size
        : empty ? place.pos : place.pos + place.node.nodeSize;
      tr.replaceWith(pos, empty ? pos + 2 : pos, node);
      // there is always a line to go on with
      if (pos + node.nodeSize >= tr.doc.content.size && !node.isTextblock) {
        tr.insert(pos + node.nodeSize, n.paragraph.create());
      }
      dispatch(intoBlock(tr, pos).scrollIntoView());
    }
    return true;
  };
}

function intoBlock(tr: Transaction, pos: number): Transaction {
  const node = tr.doc.nodeAt(pos);
  return tr.setSelection(node !== null && node.isAtom
    ? NodeSelection.create(tr.doc, pos)
    : Selection.near(tr.doc.resolve(pos + 1)));
}

export const deleteBlock: Command = (state, dispatch) => {
  const place = current(state);
  if (place === null) {
    return false;
  }
  if (dispatch) {
    const { node, pos } = place;
    const tr = state.tr;
    if (state.doc.childCount === 1) {
      tr.replaceWith(pos, pos + node.nodeSize, n.paragraph.create());
    } else {
      tr.delete(pos, pos + node.nodeSize);
    }
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(pos,
      tr.doc.content.size)), -1)).scrollIntoView());
  }
  return true;
};

export const duplicateBlock: Command = (state, dispatch) => {
  const place = current(state);
  if (place === null) {
    return false;
  }
  dispatch?.(state.tr.insert(place.pos + place.node.nodeSize, place.node)
    .scrollIntoView());
  return true;
};

export function setBlockAttrs(pos: number, attrs: Attrs): Command {
  return (state, dispatch) => {
    const node = state.doc.nodeAt(pos);
    if (node === null) {
      return false;
    }
    dispatch?.(state.tr.setNodeMarkup(pos, null, { ...node.attrs, ...attrs },
      node.marks));
    return true;
  };
}

function within(state: EditorState, type: NodeType): number | null {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type === type) {
      return depth;
    }
  }
  return null;
}

// Enter in an item makes the next one; in an empty one it ends the list.
export const enterItem: Command = (state, dispatch) => {
  const depth = within(state, n.list_item);
  const { $from, $to } = state.selection;
  if (depth === null || !$from.sameParent($to)) {
    return false;
  }
  if ($from.parent.content.size > 0) {
    dispatch?.(state.tr.delete($from.pos, $to.pos).split($from.pos)
      .scrollIntoView());
    return true;
  }
  if (dispatch) {
    dispatch(leaveList(state.tr, $from));
  }
  return true;
};

function leaveList(tr: Transaction, $from: ResolvedPos): Transaction {
  const list = $from.node(1);
  const index = $from.index(1);
  const before: Node[] = [];
  const behind: Node[] = [];
  list.forEach((item, _pos, i) => {
    if (i !== index) {
      (i < index ? before : behind).push(item);
    }
  });
  const line = n.paragraph.create();
  const parts = [
    ...before.length > 0 ? [n.list.create(list.attrs, before)] : [],
    line,
    ...behind.length > 0 ? [n.list.create({ ...list.attrs, id: null,
      raw: null }, behind)] : [],
  ];
  const pos = $from.before(1);
  tr.replaceWith(pos, pos + list.nodeSize, parts);
  const at = pos + (before.length > 0 ? parts[0].nodeSize : 0);
  return tr.setSelection(TextSelection.create(tr.doc, at + 1))
    .scrollIntoView();
}

// Enter leaves a caption, a quote's source and a heading's end for a new line.
export const enterOut: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const place = current(state);
  if (place === null || !empty || $from.depth === 0) {
    return false;
  }
  const { name } = place.node.type;
  const quoted = $from.parent.type === n.quote_text;
  const out = ["image", "video", "gallery", "embed", "quote", "callout"]
    .includes(name) && (quoted || $from.parentOffset ===
    $from.parent.content.size);
  if (!out) {
    return false;
  }
  if (dispatch) {
    const end = place.pos + place.node.nodeSize;
    const tr = quoted ? state.tr : state.tr.insert(end, n.paragraph.create());
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(quoted
      ? $from.after() : end), 1)).scrollIntoView());
  }
  return true;
};

export const hardBreak: Command = (state, dispatch) => {
  const { parent } = state.selection.$from;
  if (!parent.inlineContent) {
    return false;
  }
  dispatch?.((parent.type.spec.code ? state.tr.insertText("\n")
    : state.tr.replaceSelectionWith(n.hard_break.create()))
    .scrollIntoView());
  return true;
};

// Below this block, whatever it is, an empty line.
export const lineBelow: Command = (state, dispatch) => {
  const place = current(state);
  if (place === null) {
    return false;
  }
  if (dispatch) {
    const end = place.pos + place.node.nodeSize;
    const next = state.doc.nodeAt(end);
    const { tr } = state;
    if (next?.type !== n.paragraph || next.content.size > 0) {
      tr.insert(end, n.paragraph.create());
    }
    dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1))
      .scrollIntoView());
  }
  return true;
};

// Enter in a cell goes to the one below, and out of the last one.
export const enterCell: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.depth < 3 || $from.node(1).type !== n.table) {
    return false;
  }
  const [table, row, column] = [$from.node(1), $from.index(1),
    $from.index(2)];
  if (row + 1 >= table.childCount) {
    const behind = state.doc.nodeAt($from.after(1));
    if (behind?.type !== n.paragraph) {
      return lineBelow(state, dispatch);
    }
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc,
      $from.after(1) + 1)).scrollIntoView());
    return true;
  }
  if (dispatch) {
    let at = $from.after(2) + 1;
    const next = table.child(row + 1);
    for (let i = 0; i < Math.min(column, next.childCount - 1); i++) {
      at += next.child(i).nodeSize;
    }
    dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(at + 1)))
      .scrollIntoView());
  }
  return true;
};
