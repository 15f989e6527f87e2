// What is done at each key looks at what was touched and at nothing else, and
// comes to the same as if it had looked at all.
import assert from "node:assert/strict";
import test from "node:test";
import type { Node } from "prosemirror-model";
import { history, undo } from "prosemirror-history";
import { EditorState, TextSelection, type Transaction }
  from "prosemirror-state";
import { barLook, looksSame } from "../../../src/editor/text/bar.ts";
import { fromJSON } from "../../../src/editor/text/blocks.ts";
import { changedBlocks, forChanged } from "../../../src/editor/text/changed.ts";
import { idsPlugin, withIds } from "../../../src/editor/text/ids-plugin.ts";
import { schema } from "../../../src/editor/text/schema.ts";
import { content, Random } from "./random.ts";

const STORIES = 200;
const EDITS = 25;

function children(doc: Node): Node[] {
  return Array.from({ length: doc.childCount }, (_, i) => doc.child(i));
}

function startOf(doc: Node, index: number): number {
  return children(doc).slice(0, index).reduce((sum, one) =>
    sum + one.nodeSize, 0);
}

// Typed, split, doubled, moved, deleted, given the id of another.
function edit(state: EditorState, random: Random): Transaction {
  const { doc, tr } = state;
  const index = random.int(doc.childCount);
  const node = doc.child(index);
  const pos = startOf(doc, index);
  switch (random.int(6)) {
  case 0:
    return node.type === schema.nodes.paragraph
      ? tr.insertText("x", pos + 1) : tr;
  case 1:
    return node.type === schema.nodes.paragraph && node.content.size > 1
      ? tr.split(pos + 2) : tr;
  case 2:
    return tr.insert(pos + node.nodeSize, node);
  case 3:
    return tr.delete(pos, pos + node.nodeSize).insert(0, node);
  case 4:
    return doc.childCount > 1 ? tr.delete(pos, pos + node.nodeSize) : tr;
  default:
    return tr.setNodeMarkup(pos, null, { ...node.attrs,
      id: doc.child(random.int(doc.childCount)).attrs.id }, node.marks);
  }
}

test("ids stay unique through any edits, and undone ones", () => {
  for (let seed = 1; seed <= STORIES; seed++) {
    const random = new Random(seed);
    let state = EditorState.create({ doc: withIds(fromJSON(content(random))),
      plugins: [history(), idsPlugin()] });
    for (let i = 0; i < EDITS; i++) {
      if (random.int(5) === 0) {
        undo(state, (tr) => {
          state = state.apply(tr);
        });
      } else {
        state = state.apply(edit(state, random));
      }
      const ids = children(state.doc).map((one) => one.attrs.id);
      assert.ok(ids.every((id) => id !== null), `seed ${seed}`);
      assert.equal(new Set(ids).size, ids.length, `seed ${seed}`);
    }
  }
});

test("typing in a long text touches one block", () => {
  const doc = withIds(fromJSON(Array.from({ length: 500 }, (_, i) =>
    ({ type: "paragraph", text: `Block ${i}` }))));
  const state = EditorState.create({ doc, plugins: [idsPlugin()] });
  const now = state.apply(state.tr.insertText("x", startOf(doc, 250) + 1));
  assert.deepEqual(changedBlocks(doc, now.doc),
    { from: 250, before: 251, now: 251 });
  const seen: [string, number][] = [];
  forChanged(doc, now.doc, (node, pos) => seen.push([node.textContent, pos]));
  assert.deepEqual(seen, [["xBlock 250", startOf(doc, 250)]]);
  assert.ok(children(doc).every((one, i) => i === 250 ||
    one === now.doc.child(i)));
});

test("blocks that came, went and were doubled are told by their places", () => {
  const [a, b, c] = children(fromJSON(["a", "b", "c"].map((text) =>
    ({ type: "paragraph", text }))));
  const doc = (...blocks: Node[]) => schema.nodes.doc.create(null, blocks);
  assert.deepEqual(changedBlocks(doc(a, b, c), doc(a, b, c)),
    { from: 3, before: 3, now: 3 });
  assert.deepEqual(changedBlocks(doc(a, c), doc(a, b, c)),
    { from: 1, before: 1, now: 2 });
  assert.deepEqual(changedBlocks(doc(a, b, c), doc(a, c)),
    { from: 1, before: 2, now: 1 });
  assert.deepEqual(changedBlocks(doc(a, b), doc(a, a, b)),
    { from: 1, before: 1, now: 2 });
  assert.deepEqual(changedBlocks(doc(a), doc(b, c)),
    { from: 0, before: 1, now: 2 });
});

test("the toolbar is drawn again when it shows something else", () => {
  const doc = withIds(fromJSON([{ type: "paragraph", text: "Plain bold",
    marks: [[6, 10, "strong"]] }, { type: "heading", level: 2, text: "x" },
  { type: "table", rows: [["a"]] }]));
  let state = EditorState.create({ doc, plugins: [history()] });
  const at = (pos: number) => state.apply(state.tr.setSelection(
    TextSelection.create(state.doc, pos)));
  state = at(3);
  const first = barLook(state);
  assert.ok(looksSame(first, barLook(at(4))));
  assert.equal(barLook(at(10)).on, "strong");
  assert.ok(!looksSame(first, barLook(at(10))));
  assert.equal(barLook(at(startOf(doc, 1) + 1)).kind, "heading2");
  assert.ok(barLook(at(startOf(doc, 2) + 3)).table);
  state = state.apply(state.tr.insertText("y"));
  const typed = barLook(state);
  assert.ok(typed.undo && !first.undo);
  state = state.apply(state.tr.insertText("z"));
  assert.ok(looksSame(typed, barLook(state)));
});
