// Which blocks of a document are other ones than before.  Pure.
import type { Node } from "prosemirror-model";

// Those of index `from` up to `before` in the old document are now those up
// to `now` in the new one.
export interface Changed {
  from: number;
  before: number;
  now: number;
}

// What nobody has touched is the same object in both.
export function changedBlocks(old: Node, doc: Node): Changed {
  const least = Math.min(old.childCount, doc.childCount);
  let from = 0;
  while (from < least && old.child(from) === doc.child(from)) {
    from++;
  }
  let behind = 0;
  while (behind < least - from && old.child(old.childCount - 1 - behind) ===
      doc.child(doc.childCount - 1 - behind)) {
    behind++;
  }
  return { from, before: old.childCount - behind,
    now: doc.childCount - behind };
}

// Each changed block of the new document with its place.
export function forChanged(old: Node, doc: Node,
                           see: (node: Node, pos: number) => void): void {
  const { from, now } = changedBlocks(old, doc);
  let pos = 0;
  for (let i = 0; i < from; i++) {
    pos += doc.child(i).nodeSize;
  }
  for (let i = from; i < now; i++) {
    see(doc.child(i), pos);
    pos += doc.child(i).nodeSize;
  }
}
