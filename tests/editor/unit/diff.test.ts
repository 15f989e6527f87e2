// The difference of two texts: nothing is lost of either, and it is readable.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Block } from "../../../src/editor/api/types.ts";
import { changes, isMarking, pieces, settings, steps, textOf }
  from "../../../src/editor/text/diff.ts";
import { Random } from "./random.ts";

function p(text: string, id?: string): Block {
  return id === undefined ? { type: "paragraph", text }
    : { type: "paragraph", text, id };
}

function kinds(before: Block[], after: Block[]): string[] {
  return changes(before, after).map((one) => one.kind);
}

test("words that went and words that came", () => {
  assert.deepEqual(pieces("We left before the sun.",
    "We left after the sun."), [
    { kind: "same", text: "We left " },
    { kind: "out", text: "before" },
    { kind: "in", text: "after" },
    { kind: "same", text: " the sun." }]);
});

test("changed words side by side are one change", () => {
  assert.deepEqual(pieces("a red house", "a blue hut"), [
    { kind: "same", text: "a " },
    { kind: "out", text: "red house" },
    { kind: "in", text: "blue hut" }]);
  assert.deepEqual(pieces("", "new"), [{ kind: "in", text: "new" }]);
  assert.deepEqual(pieces("same", "same"), [{ kind: "same", text: "same" }]);
});

test("random texts: the pieces make both, in as few steps as can be", () => {
  const random = new Random(7);
  for (let run = 0; run < 500; run++) {
    const make = () => Array.from({ length: random.int(12) }, () =>
      "abc"[random.int(3)]);
    const [a, b] = [make(), make()];
    const found = steps(a, b);
    assert.equal(found.filter((one) => one !== "in").length, a.length);
    assert.equal(found.filter((one) => one !== "out").length, b.length);
    let [i, j] = [0, 0];
    for (const step of found) {
      assert.ok(step !== "same" || a[i] === b[j]);
      i += step === "in" ? 0 : 1;
      j += step === "out" ? 0 : 1;
    }
    assert.equal(found.filter((one) => one === "same").length,
      longest(a, b));
    const [one, other] = [a.join(" "), b.join(" ")];
    const list = pieces(one, other);
    const side = (kind: string) => list.filter((piece) =>
      piece.kind === "same" || piece.kind === kind).map((piece) =>
      piece.text).join("");
    assert.equal(side("out"), one);
    assert.equal(side("in"), other);
  }
});

function longest(a: string[], b: string[]): number {
  const row = new Array(b.length + 1).fill(0);
  for (const one of a) {
    let corner = 0;
    b.forEach((other, j) => {
      const above = row[j + 1];
      row[j + 1] = one === other ? corner + 1 : Math.max(above, row[j]);
      corner = above;
    });
  }
  return row[b.length];
}

test("texts too far apart are told as a whole", () => {
  const many = (name: string) => Array.from({ length: 3000 }, (_, i) =>
    `${name}${i}`);
  const found = steps(many("a"), many("b"));
  assert.equal(found.filter((one) => one === "out").length, 3000);
  assert.equal(found.filter((one) => one === "in").length, 3000);
});

test("blocks by their names", () => {
  const before = [p("one", "a"), p("two", "b"), p("three", "c")];
  assert.deepEqual(kinds(before, before), ["same", "same", "same"]);
  assert.deepEqual(kinds(before, [p("one", "a"), p("TWO!", "b"),
    p("three", "c")]), ["same", "changed", "same"]);
  assert.deepEqual(kinds(before, [before[0], before[2]]),
    ["same", "out", "same"]);
  assert.deepEqual(kinds(before, [before[1], before[0], before[2]]).sort(),
    ["moved", "same", "same"]);
});

test("blocks without names that share their words are one", () => {
  assert.deepEqual(kinds([p("We left before the sun rose.")],
    [p("We left after the sun rose.")]), ["changed"]);
  assert.deepEqual(kinds([p("We left before the sun rose.")],
    [p("Bread, water and a map of Wales")]).sort(), ["in", "out"]);
});

test("an id that was given meanwhile is no change", () => {
  assert.deepEqual(kinds([p("one")], [p("one", "x1")]), ["same"]);
});

test("what is read of a block, and what is set", () => {
  assert.equal(textOf({ type: "list", items: ["a", "b"] }), "a\nb");
  assert.equal(textOf({ type: "table", rows: [["a", "b"], ["c", "d"]] }),
    "a | b\nc | d");
  assert.equal(textOf({ type: "quote", text: "x", cite: "y" }), "x\ny");
  assert.deepEqual(settings({ type: "heading", level: 2, text: "x",
    id: "a" }), [["level", "2"]]);
  assert.ok(isMarking(p("bold"), { ...p("bold"),
    marks: [[0, 4, "strong"]] }));
  assert.ok(!isMarking(p("bold"), p("bald")));
});
