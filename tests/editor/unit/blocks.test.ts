// Content and document: what the server accepts comes back as it went in.
import assert from "node:assert/strict";
import test from "node:test";
import { EditorState } from "prosemirror-state";
import type { Block } from "../../../src/editor/api/types.ts";
import { blockIndex, blockNode, fromJSON, nodeBlock, ready, toJSON }
  from "../../../src/editor/text/blocks.ts";
import { schema } from "../../../src/editor/text/schema.ts";
import { content, Random } from "./random.ts";

const RUNS = 1500;

// Byte by byte, so that the order of members counts too.
function roundTrip(blocks: Block[], hint: string): void {
  const doc = fromJSON(blocks);
  doc.check();
  assert.equal(JSON.stringify(toJSON(doc)), JSON.stringify(blocks), hint);
}

test("every block list comes back as it was", () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    roundTrip(content(new Random(seed)), `seed ${seed}`);
  }
});

test("odd ones come back too", () => {
  const odd: unknown[] = [
    { type: "heading", text: "x", level: 7 },
    { type: "table", rows: [[], []] },
    { type: "table", rows: [["a"], ["b", "c"]] },
    { type: "list", items: [] },
    { type: "paragraph", text: 5 },
    { type: "paragraph", text: "a", marks: { no: "list" } },
    { type: "paragraph", text: "a", marks: [[0, 99, "strong"], "x"] },
    { type: "paragraph", text: "a", id: "not an id!" },
    { type: "constructor" },
    { type: "hasOwnProperty", __proto__: null, x: 1 },
    { type: 5 },
    {},
    { type: "gallery" },
    { type: "image", media_id: null, alt: null, caption: null },
    JSON.parse('{"type":"paragraph","__proto__":{"x":1},"text":"t"}'),
  ];
  roundTrip(odd as Block[], "all at once");
  odd.forEach((one) => roundTrip([one as Block], JSON.stringify(one)));
});

test("an edit changes what it is about and nothing else", () => {
  const blocks = [
    { extra: [1], text: "one two", type: "paragraph", id: "a",
      marks: [[0, 3, "em"], [0, 3, "strong"], [50, 60, "em"]] },
    { type: "image", media_id: 3, caption: null, credit: "A" },
  ] as unknown as Block[];
  let state = EditorState.create({ doc: fromJSON(blocks) });
  state = state.apply(state.tr.insertText("!", 8));
  assert.deepEqual(toJSON(state.doc), [
    { extra: [1], text: "one two!", type: "paragraph", id: "a",
      marks: [[0, 3, "em"], [0, 3, "strong"], [50, 60, "em"]] },
    blocks[1],
  ]);
  state = state.apply(state.tr.addMark(5, 8, schema.marks.code.create()));
  assert.deepEqual(toJSON(state.doc)[0].marks,
    [[0, 3, "strong"], [0, 3, "em"], [4, 7, "code"]]);
});

test("offsets count code points", () => {
  const blocks = [{ type: "paragraph", text: "👩‍👧 𝒳\nend",
    marks: [[4, 5, "strong"], [6, 9, "em"]] }] as unknown as Block[];
  const doc = fromJSON(blocks);
  const bold = doc.child(0).content.content.find((node) =>
    node.marks.some((mark) => mark.type.name === "strong"));
  assert.equal(bold?.text, "𝒳");
  const fresh = schema.nodes.paragraph.create(null, doc.child(0).content);
  assert.deepEqual(nodeBlock(fresh), { type: "paragraph",
    text: "👩‍👧 𝒳\nend", marks: [[4, 5, "strong"], [6, 9, "em"]] });
});

test("a link to a script is no link", () => {
  const doc = fromJSON([{ type: "paragraph", text: "a b",
    marks: [[0, 1, "link", { href: "javascript:alert(1)" }],
      [2, 3, "link", { href: "//evil.example" }]] }]);
  doc.child(0).forEach((node) => assert.equal(node.marks.length, 0));
});

test("a block of another type keeps what is not its type's", () => {
  const node = blockNode({ type: "heading", level: 2, text: "t", id: "a",
    x: 1, marks: [[0, 1, "em"]] });
  const plain = schema.nodes.paragraph.create(
    { id: node.attrs.id, raw: node.attrs.raw }, schema.text("t"));
  assert.deepEqual(nodeBlock(plain),
    { type: "paragraph", text: "t", id: "a", x: 1 });
});

test("pictures that are on their way are held back", () => {
  const { image, paragraph } = schema.nodes;
  const doc = schema.nodes.doc.create(null, [
    image.create({ upload: "u1" }),
    paragraph.create(null, schema.text("a")),
    image.create({ media_id: 4, upload: "u2" }),
  ]);
  assert.deepEqual(toJSON(doc), [{ type: "paragraph", text: "a" },
    { type: "image", media_id: 4 }]);
  assert.equal(blockIndex(doc, 1), 1);
  assert.equal(blockIndex(doc, 2), 2);
  assert.equal(blockIndex(doc, 3), -1);
});

test("an article has no empty paragraphs", () => {
  const kept: Block[] = [{ type: "paragraph", text: "a" }, { type: "divider" },
    { type: "list", items: ["", "b"] }];
  assert.deepEqual(ready([{ type: "paragraph", text: " " }, ...kept,
    { type: "list", items: [""] }, { type: "code", code: "" }]), kept);
});
