// Blocks to other places: the moved one is marked, and said aloud.
import { NodeSelection, Selection, type Command, type EditorState }
  from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { t } from "../i18n/en.ts";
import { aloud } from "../ui/aloud.tsx";
import { current } from "./commands.ts";
import { flash } from "./flash.ts";

function tell(view: EditorView): void {
  const place = current(view.state);
  if (place !== null) {
    flash(view, place.pos);
    aloud(t.movedTo(place.index + 1, view.state.doc.childCount));
  }
}

// The block of the caret becomes the one of that number, from 0.
function move(to: (index: number, count: number) => number): Command {
  return (state, dispatch, view) => {
    const place = current(state);
    const index = place === null ? -1
      : to(place.index, state.doc.childCount);
    if (place === null || index === place.index || index < 0 ||
        index >= state.doc.childCount) {
      return false;
    }
    dispatch?.(moved(state, index).scrollIntoView());
    if (dispatch && view) {
      tell(view);
    }
    return true;
  };
}

function moved(state: EditorState, index: number) {
  const { node, pos } = current(state)!;
  const offset = state.selection.from - pos;
  const tr = state.tr.delete(pos, pos + node.nodeSize);
  let at = 0;
  for (let i = 0; i < index; i++) {
    at += tr.doc.child(i).nodeSize;
  }
  tr.insert(at, node);
  return tr.setSelection(state.selection instanceof NodeSelection
    ? NodeSelection.create(tr.doc, at)
    : Selection.near(tr.doc.resolve(at + offset)));
}

export const moveUp = move((index) => index - 1);
export const moveDown = move((index) => index + 1);
export const moveToTop = move(() => 0);

export function moveTo(index: number): Command {
  return move((_, count) => Math.max(0, Math.min(index, count - 1)));
}
