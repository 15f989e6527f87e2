// Three-way merges: nothing of either side is lost unless it was deleted.
import assert from "node:assert/strict";
import test from "node:test";
import type { Block } from "../../../src/editor/api/types.ts";
import { differing, merge, resolve, type Draft }
  from "../../../src/editor/save/merge.ts";
import { keys } from "../../../src/editor/text/ids.ts";
import { Random } from "./random.ts";

function p(id: string, text: string, more: object = {}): Block {
  return { type: "paragraph", id, text, ...more };
}

function texts(draft: Draft): string {
  return (draft.content ?? []).map((block) => block.text).join(" ");
}

const base = { title: "T", content: [p("a", "1"), p("b", "2"), p("c", "3")] };

test("changes of different blocks and fields are put together", () => {
  const merged = merge(base,
    { title: "T", content: [p("a", "1 mine"), p("b", "2"), p("n", "new"),
      p("c", "3")] },
    { title: "Theirs", content: [p("a", "1"), p("c", "3 theirs")] });
  assert.deepEqual(merged.conflicts, []);
  assert.equal(merged.fields.title, "Theirs");
  assert.equal(texts(merged.fields), "1 mine new 3 theirs");
  assert.equal(merged.taken, 3);
});

test("one block: members that differ are put together", () => {
  const before = { content: [{ type: "heading", id: "h", text: "x",
    level: 2 }] };
  const merged = merge(before,
    { content: [{ type: "heading", id: "h", text: "mine", level: 2 }] },
    { content: [{ type: "heading", id: "h", text: "x", level: 3 }] });
  assert.deepEqual(merged.conflicts, []);
  assert.deepEqual(merged.fields.content,
    [{ type: "heading", id: "h", text: "mine", level: 3 }]);
});

test("text and its marks are one thing", () => {
  const merged = merge({ content: [p("a", "one")] },
    { content: [p("a", "two")] },
    { content: [p("a", "one", { marks: [[0, 3, "em"]] })] });
  assert.equal(merged.conflicts.length, 1);
});

test("the same block: each choice", () => {
  const merged = merge(base, { content: [p("a", "mine")] },
    { content: [p("a", "theirs")] });
  assert.equal(merged.conflicts.length, 1);
  assert.equal(texts(resolve(merged, ["mine"])), "mine");
  assert.equal(texts(resolve(merged, ["theirs"])), "theirs");
  const both = resolve(merged, ["both"]);
  assert.equal(texts(both), "mine theirs");
  assert.equal(new Set(keys(both.content!)).size, 2);
  assert.notEqual(both.content![1].id, "a");
});

test("deleted here, changed there, is asked", () => {
  const mine = { content: [p("b", "2"), p("c", "3")] };
  const theirs = { content: [p("a", "1 more"), p("b", "2"), p("c", "3")] };
  for (const [one, other, gone] of [[mine, theirs, "mine"],
    [theirs, mine, "theirs"]] as const) {
    const merged = merge(base, one, other);
    assert.equal(merged.conflicts.length, 1);
    assert.equal(texts(resolve(merged, [gone])), "2 3");
    assert.equal(texts(resolve(merged, ["both"])), "1 more 2 3");
  }
});

test("a move by one and a change by the other", () => {
  const merged = merge(base,
    { content: [p("c", "3"), p("a", "1"), p("b", "2")] },
    { content: [p("a", "1 x"), p("b", "2"), p("c", "3"), p("d", "4")] });
  assert.deepEqual(merged.conflicts, []);
  assert.equal(texts(merged.fields), "3 4 1 x 2");
});

test("blocks without an id are known by what they say", () => {
  const old = [{ type: "paragraph", text: "a" },
    { type: "paragraph", text: "b" }, { type: "paragraph", text: "a" }];
  const names = keys(old);
  assert.equal(new Set(names).size, 3);
  assert.deepEqual(names, keys(structuredClone(old)));
  const given = old.map((block, i) => ({ ...block, id: names[i] }));
  given[1] = { ...given[1], text: "b mine" };
  const merged = merge({ content: old }, { content: given },
    { content: [...old, { type: "paragraph", text: "c" }] });
  assert.deepEqual(merged.conflicts, []);
  assert.equal(texts(merged.fields), "a b mine a c");
  assert.equal(differing({ content: old }, { content: given }), 1);
});

test("without a base everything that differs is asked", () => {
  const merged = merge({}, { title: "a", content: [p("a", "1"), p("b", "2")] },
    { title: "b", content: [p("a", "1"), p("b", "3"), p("c", "4")] });
  assert.deepEqual(merged.conflicts.map((one) => one.key ?? one.field),
    ["title", "b"]);
  assert.equal(texts(resolve(merged, ["mine", "both"])), "1 2 3 4");
});

// Each side adds words that nobody else has; some blocks are deleted.
function scribble(random: Random, content: Block[], name: string):
{ content: Block[]; words: Set<string>; deleted: Set<string> } {
  let out = [...content];
  const words = new Set<string>();
  const deleted = new Set<string>();
  for (let i = 0; i < 4; i++) {
    const word = `${name}${i}`;
    const at = random.int(out.length + 1);
    switch (random.int(4)) {
    case 0:
      out.splice(at, 0, p(`${name}-${i}`, word));
      words.add(word);
      break;
    case 1:
      if (out[at]) {
        deleted.add(out[at].id as string);
        String(out[at].text).split(" ").forEach((one) => words.delete(one));
        out = out.filter((_, index) => index !== at);
      }
      break;
    case 2:
      out.splice(at, 0, ...out.splice(random.int(out.length), 1));
      break;
    default:
      if (out[at]) {
        out[at] = { ...out[at], text: `${out[at].text} ${word}` };
        words.add(word);
      }
    }
  }
  return { content: out, words, deleted };
}

test("random sides: every word of both is there, no block twice", () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const random = new Random(seed);
    const start = Array.from({ length: random.int(6) }, (_, i) =>
      p(`s${i}`, `start${i}`));
    const mine = scribble(random, start, "mine");
    const theirs = scribble(random, start, "theirs");
    const merged = merge({ content: start }, mine, theirs);
    const result = resolve(merged, merged.conflicts.map(() => "both"));
    const there = new Set(texts(result).split(" "));
    for (const word of [...mine.words, ...theirs.words]) {
      assert.ok(there.has(word), `seed ${seed}: ${word} is lost`);
    }
    const names = result.content!.map((block) => block.id);
    assert.equal(new Set(names).size, names.length, `seed ${seed}`);
    for (const block of start) {
      const asked = merged.conflicts.some((one) => one.key === block.id);
      const gone = mine.deleted.has(block.id as string) ||
        theirs.deleted.has(block.id as string);
      assert.equal(names.includes(block.id as string), asked || !gone,
        `seed ${seed}: ${block.id}`);
    }
  }
});
