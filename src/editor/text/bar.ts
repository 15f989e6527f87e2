// What the toolbar shows of a state; it is drawn again when this changes.
// Pure.
import { redoDepth, undoDepth } from "prosemirror-history";
import type { EditorState } from "prosemirror-state";
import { isInTable } from "prosemirror-tables";
import { current } from "./commands.ts";
import { targetsOf } from "./convert.ts";
import { schema } from "./schema.ts";

export const SHOWN = ["strong", "em", "strike", "code"];

export interface BarLook {
  // of the block that the caret is in: as schema and slash menu name it
  kind: string;
  level: number;
  // what it can be made
  targets: string;
  // marks that are on
  on: string;
  undo: boolean;
  redo: boolean;
  table: boolean;
}

function isOn(state: EditorState, name: string): boolean {
  const { from, $from, to, empty } = state.selection;
  const mark = schema.marks[name];
  return empty ? mark.isInSet(state.storedMarks ?? $from.marks()) !==
    undefined : state.doc.rangeHasMark(from, to, mark);
}

export function barLook(state: EditorState): BarLook {
  const node = current(state)?.node;
  const name = node?.type.name ?? "";
  return {
    kind: name === "heading" ? `heading${node!.attrs.level}`
      : name === "code_block" ? "code"
        : name === "list" && node!.attrs.ordered ? "ordered" : name,
    level: name === "heading" ? node!.attrs.level : 0,
    targets: targetsOf(node).join(" "),
    on: [...SHOWN, "link"].filter((one) => isOn(state, one)).join(" "),
    undo: undoDepth(state) > 0,
    redo: redoDepth(state) > 0,
    table: isInTable(state),
  };
}

export function looksSame(a: BarLook, b: BarLook): boolean {
  return (Object.keys(a) as (keyof BarLook)[]).every((key) =>
    a[key] === b[key]);
}
