// Days of the calendar, over the days on which clocks are changed too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, addMonths, dayOf, firstWeekday, isMonth, movedTo, startOf,
  weeksOf } from "../../../src/editor/plan/month.ts";

process.env.TZ = "Europe/Berlin";

test("weeks hold their month, whole and in order", () => {
  for (let year = 2024; year < 2032; year++) {
    for (let month = 1; month <= 12; month++) {
      const name = `${year}-${String(month).padStart(2, "0")}`;
      for (const first of [0, 1, 6]) {
        const days = weeksOf(name, first).flat();
        assert.equal(days.length % 7, 0);
        assert.equal(startOf(days[0]).getDay(), first);
        const within = days.filter((day) => day.startsWith(name));
        assert.equal(within.length, new Date(year, month, 0).getDate());
        assert.ok(days.indexOf(within[0]) < 7);
        assert.ok(days.length - days.indexOf(within.at(-1)!) <= 7);
        days.slice(1).forEach((day, n) =>
          assert.equal(day, addDays(days[n], 1)));
      }
    }
  }
});

test("a move keeps the hour over both changes of the clock", () => {
  const nine = "2026-03-28T08:00:00.000000Z";
  assert.equal(movedTo(nine, "2026-03-29").toISOString(),
    "2026-03-29T07:00:00.000Z");
  assert.equal(movedTo(nine, "2026-10-25").toISOString(),
    "2026-10-25T08:00:00.000Z");
  // an hour that is not: the next one that is
  assert.equal(movedTo("2026-03-28T01:30:00Z", "2026-03-29").toISOString(),
    "2026-03-29T01:30:00.000Z");
  assert.equal(startOf("2026-10-25").toISOString(),
    "2026-10-24T22:00:00.000Z");
  assert.equal(dayOf(new Date("2026-10-25T22:59:00Z")), "2026-10-25");
});

test("months are added by their names", () => {
  assert.equal(addMonths("2026-01-31", 1), "2026-02-28");
  assert.equal(addMonths("2028-01-31", 1), "2028-02-29");
  assert.equal(addMonths("2026-11-30", -12), "2025-11-30");
  assert.equal(addMonths("2026-12-15", 1), "2027-01-15");
  assert.ok(isMonth("2026-12"));
  assert.ok(!isMonth("2026-13") && !isMonth("") && !isMonth("x"));
});

test("a week begins as the language has it", () => {
  assert.equal(firstWeekday("de-DE"), 1);
  assert.equal(firstWeekday("en-US"), 0);
});
