// Every block of a text that is changed has an id, and no two the same.
import type { Node } from "prosemirror-model";
import { Plugin, type EditorState, type Transaction }
  from "prosemirror-state";
import { nodeBlock } from "./blocks.ts";
import { changedBlocks } from "./changed.ts";
import { keys, newId } from "./ids.ts";
import { schema } from "./schema.ts";

// The ids of what was read; known before anything is typed.
function firstIds(doc: Node): string[] {
  const blocks: Node[] = [];
  doc.forEach((node) => blocks.push(node));
  return keys(blocks.map(nodeBlock));
}

// What was typed into blocks leaves their ids as they are.
function areKept(old: Node, doc: Node): boolean {
  const { from, before, now } = changedBlocks(old, doc);
  for (let i = from; i < now; i++) {
    if (before !== now || doc.child(i).attrs.id === null ||
        doc.child(i).attrs.id !== old.child(i).attrs.id) {
      return false;
    }
  }
  return true;
}

function missing(state: EditorState): Transaction | null {
  const seen = new Set<string>();
  let tr: Transaction | null = null;
  state.doc.forEach((node, pos) => {
    const id = node.attrs.id as string | null;
    if (id !== null && !seen.has(id)) {
      seen.add(id);
      return;
    }
    const fresh = newId();
    seen.add(fresh);
    // what a block was made from stays with the first of its two halves
    const raw = id === null || node.type === schema.nodes.unknown
      ? node.attrs.raw : null;
    tr = (tr ?? state.tr).setNodeMarkup(pos, null,
      { ...node.attrs, id: fresh, raw }, node.marks);
  });
  return tr;
}

export function withIds(doc: Node): Node {
  const ids = firstIds(doc);
  const blocks: Node[] = [];
  doc.forEach((node, _pos, index) => {
    blocks.push(node.attrs.id === ids[index] ? node : node.type.create(
      { ...node.attrs, id: ids[index] }, node.content, node.marks));
  });
  return schema.nodes.doc.create(null, blocks);
}

export function idsPlugin(): Plugin {
  return new Plugin({
    appendTransaction: (_transactions, old, state) =>
      areKept(old.doc, state.doc) ? null : missing(state),
  });
}
