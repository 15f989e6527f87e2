// Moves in a tree: what is written puts it where it was dropped, and the way
// back is exact.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applied, below, childrenOf, placing, undoing, type Placed }
  from "../../../src/editor/plan/tree.ts";

function row(id: number, parent: number | null, order = 0): Placed {
  return { id, slug: `s${id}`, name: `Name ${id}`, order,
    parent: parent === null ? null : `s${parent}` };
}

const ALL = [row(1, null), row(2, null), row(3, null), row(4, 2), row(5, 4),
  row(6, 2, 7)];

function names(all: Placed[], parent: string | null): number[] {
  return childrenOf(all, parent).map((one) => one.id);
}

test("every place of every parent can be reached, and left again", () => {
  for (const moved of ALL) {
    const barred = below(ALL, moved);
    for (const parent of [null, ...ALL.map((one) => one.slug)]) {
      if (parent !== null && barred.includes(parent)) {
        continue;
      }
      const others = names(ALL, parent).filter((id) => id !== moved.id);
      for (let index = 0; index <= others.length; index++) {
        const changes = placing(ALL, moved.id, parent, index);
        const after = applied(ALL, changes);
        assert.deepEqual(names(after, parent), [...others.slice(0, index),
          moved.id, ...others.slice(index)]);
        assert.ok(after.every((one) => one.order >= 0));
        assert.deepEqual(applied(after, undoing(ALL, changes)), ALL);
      }
    }
  }
});

test("a move to the end of numbered rows writes one row", () => {
  const all = [row(1, null, 1), row(2, null, 5), row(3, null, 9)];
  assert.deepEqual(placing(all, 1, null, 2),
    [{ id: 1, parent: null, order: 10 }]);
});

test("what stands below is known, itself too", () => {
  assert.deepEqual(below(ALL, ALL[1]).sort(), ["s2", "s4", "s5", "s6"]);
});
