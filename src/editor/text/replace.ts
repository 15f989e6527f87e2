// A document in the place of another, as a change of no more than what differs.
import type { Node } from "prosemirror-model";
import { TextSelection, type EditorState, type Transaction }
  from "prosemirror-state";

interface Caret {
  id: string;
  offset: number;
}

// In which block the caret is, and how far from its beginning.
function caretOf(state: EditorState): Caret | null {
  const { $head } = state.selection;
  const id = $head.depth > 0 ? $head.node(1).attrs.id : null;
  return id === null ? null : { id, offset: $head.pos - $head.before(1) };
}

function placeOf(doc: Node, caret: Caret): number | null {
  let found: number | null = null;
  doc.forEach((node, pos) => {
    if (node.attrs.id === caret.id) {
      found = pos + Math.min(caret.offset, node.nodeSize - 1);
    }
  });
  return found;
}

// How many blocks are the same, from one end.
function common(a: Node, b: Node, most: number, fromEnd: boolean): number {
  let count = 0;
  const at = (doc: Node) => doc.child(fromEnd
    ? doc.childCount - 1 - count : count);
  while (count < most && at(a).eq(at(b))) {
    count++;
  }
  return count;
}

function sizeOf(doc: Node, from: number, to: number): number {
  let size = 0;
  for (let i = from; i < to; i++) {
    size += doc.child(i).nodeSize;
  }
  return size;
}

// Whole blocks, and the fewest that do.  Who writes meanwhile goes on where
// they were.
export function replaceChanged(state: EditorState, next: Node): Transaction {
  const { tr, doc } = state;
  const most = Math.min(doc.childCount, next.childCount);
  const first = common(doc, next, most, false);
  const last = common(doc, next, most - first, true);
  const from = sizeOf(doc, 0, first);
  const to = from + sizeOf(doc, first, doc.childCount - last);
  const caret = caretOf(state);
  const { head, empty } = state.selection;
  if (first === doc.childCount && first === next.childCount) {
    return tr;
  }
  tr.replaceWith(from, to, next.content.cut(from, from +
    sizeOf(next, first, next.childCount - last)));
  if (empty && head >= from && head <= to && caret !== null) {
    const at = placeOf(tr.doc, caret);
    if (at !== null) {
      tr.setSelection(TextSelection.near(tr.doc.resolve(at)));
    }
  }
  return tr;
}
