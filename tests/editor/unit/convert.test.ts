// Blocks turned into others: words and pictures stay, the document is one
// that the server takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorState, NodeSelection, Selection } from "prosemirror-state";
import type { Block } from "../../../src/editor/api/types.ts";
import { fromJSON, toJSON } from "../../../src/editor/text/blocks.ts";
import { targetsOf, turnInto } from "../../../src/editor/text/convert.ts";
import { content, Random } from "./random.ts";

function turned(block: Block, kind: string): Block[] {
  const doc = fromJSON([block]);
  let state = EditorState.create({ doc });
  const selection = doc.child(0).isAtom ? NodeSelection.create(doc, 0)
    : Selection.atStart(doc);
  state = state.apply(state.tr.setSelection(selection));
  assert.ok(turnInto(kind)(state, (tr) => {
    state = state.apply(tr);
  }), `${block.type} to ${kind}`);
  state.doc.check();
  return toJSON(state.doc);
}

function words(block: Block): string {
  return fromJSON([block]).textBetween(0, fromJSON([block]).content.size,
    " ", " ").replace(/[\s·]+/g, "");
}

test("no word is lost, whatever it becomes", () => {
  for (let seed = 1; seed <= 300; seed++) {
    for (const block of content(new Random(seed))) {
      for (const kind of targetsOf(fromJSON([block]).child(0))) {
        const all = turned(block, kind);
        const hint = `seed ${seed}: ${block.type} to ${kind}`;
        // a link's address is what an embed says, and the other way round
        if (kind !== "embed" && block.type !== "embed") {
          assert.equal(all.map(words).join(""), words(block), hint);
        }
        assert.equal(all.some((one) => one.id !== undefined),
          block.id !== undefined, hint);
      }
    }
  }
});

test("pictures become a gallery and come back", () => {
  assert.deepEqual(turned({ type: "image", media_id: 7, caption: "Dusk" },
    "gallery"), [{ type: "gallery", media_ids: [7], caption: "Dusk" }]);
  assert.deepEqual(turned({ type: "gallery", media_ids: [7, 9],
    caption: "Dusk" }, "image"), [
    { type: "image", media_id: 7, caption: "Dusk" },
    { type: "image", media_id: 9 }]);
});

test("tables become lines, and lines a table", () => {
  const table = { type: "table", rows: [["a", "b"], ["c", ""]] };
  assert.deepEqual(turned(table, "list"),
    [{ type: "list", items: ["a · b", "c"] }]);
  assert.deepEqual(turned(table, "paragraph"), [
    { type: "paragraph", text: "a · b" }, { type: "paragraph", text: "c" }]);
  assert.deepEqual(turned({ type: "list", items: ["a", "b"] }, "table"),
    [{ type: "table", rows: [["a"], ["b"]] }]);
  assert.deepEqual(turned({ type: "code", code: "x\n\ny" }, "table"),
    [{ type: "table", rows: [["x"], [""], ["y"]] }]);
});

test("a link alone becomes an embed, an embed a link", () => {
  const url = "https://example.org/film";
  assert.deepEqual(turned({ type: "paragraph", text: url }, "embed"),
    [{ type: "embed", url }]);
  assert.deepEqual(turned({ type: "paragraph", text: "The film",
    marks: [[0, 8, "link", { href: url }]] }, "embed"),
  [{ type: "embed", url, caption: "The film" }]);
  assert.deepEqual(turned({ type: "embed", url, caption: "The film" },
    "paragraph"), [{ type: "paragraph", text: "The film",
    marks: [[0, 8, "link", { href: url }]] }]);
});

test("what shows nothing yet, and films, stay what they are", () => {
  const all: Block[] = [{ type: "image" }, { type: "video", media_id: 3 },
    { type: "video" }, { type: "gallery", media_ids: [] },
    { type: "embed", url: "" }, { type: "who knows" }];
  for (const block of all) {
    assert.deepEqual(targetsOf(fromJSON([block]).child(0)), [], block.type);
  }
});

test("a divider is an empty line again", () => {
  assert.deepEqual(turned({ type: "divider", id: "d" }, "paragraph"),
    [{ type: "paragraph", id: "d", text: "" }]);
});
