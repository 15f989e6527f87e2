// Threads of notes, and which of them a post was sent back with.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Note, Revision } from "../../../src/editor/api/types.ts";
import { sentBackWith, threads } from "../../../src/editor/save/notes.ts";
import { versionOf } from "../../../src/editor/save/verdict.ts";

const ben = { id: 2, username: "ben", name: "Ben" };
const ana = { id: 1, username: "ana", name: "Ana" };

function note(id: number, more: Partial<Note> = {}): Note {
  return { id, author: ben, text: `note ${id}`, block: null, parent: null,
    resolved: false, resolved_by: null, created_at:
      "2026-03-01T10:00:00.100000Z", updated_at: "", ...more };
}

const rejected: Revision = { number: 3, action: "reject", author: ben,
  created_at: "2026-03-01T10:00:00.000000Z", status: "DRAFT", title: "x",
  changed: ["status"] };

test("answers stand with what they answer", () => {
  const list = [note(1), note(2), note(3, { parent: 1 }),
    note(4, { parent: 1 })];
  assert.deepEqual(threads(list).map(({ first, answers }) =>
    [first.id, answers.map((one) => one.id)]), [[1, [3, 4]], [2, []]]);
});

test("the note of the same act by the same person", () => {
  assert.equal(sentBackWith(rejected, [note(1)])?.id, 1);
  assert.equal(sentBackWith(rejected, [note(1, { author: ana })]), null);
  assert.equal(sentBackWith(rejected, [note(1, { block: "a" })]), null);
  assert.equal(sentBackWith(rejected, [note(1, { parent: 9 })]), null);
  assert.equal(sentBackWith(rejected, [note(1, { created_at:
    "2026-03-01T09:59:00.000000Z" })]), null);
});

test("the version in an ETag", () => {
  assert.equal(versionOf('"12-abc34"'), 12);
  assert.equal(versionOf('W/"7-x"'), 7);
  assert.equal(versionOf(null), null);
});
