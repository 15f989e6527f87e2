// The number of a picture takes its upload's place, also after undo and redo.
import type { Node } from "prosemirror-model";
import { Plugin, type Transaction } from "prosemirror-state";
import { uploads } from "../api/upload.ts";
import { isHeldBack } from "./blocks.ts";
import { forChanged } from "./changed.ts";

// The meta of a transaction that says: an upload has its number now.
export const ARRIVED = "uploads";

export function uploadsPlugin(): Plugin {
  return new Plugin({ appendTransaction: (transactions, old, state) => {
    const arrived = transactions.some((tr) => tr.getMeta(ARRIVED));
    let tr: Transaction | null = null;
    const see = (node: Node, pos: number): void => {
      const media = isHeldBack(node)
        ? uploads.get(String(node.attrs.upload))?.media.peek() : null;
      if (media) {
        tr = (tr ?? state.tr).setNodeMarkup(pos, null,
          { ...node.attrs, media_id: media.id }).setMeta("addToHistory",
          false);
      }
    };
    if (arrived) {
      state.doc.forEach((node, pos) => see(node, pos));
    } else {
      forChanged(old.doc, state.doc, see);
    }
    return tr;
  } });
}
