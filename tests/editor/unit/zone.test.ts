// Wall clocks of zones, on all days of some years and around each change.
import assert from "node:assert/strict";
import { test } from "node:test";
import { atTime, dayOf, movedTo, startOf, timeOf }
  from "../../../src/editor/plan/month.ts";
import { atWall, now, ownZone, setClock, setZone, wallOf, zone }
  from "../../../src/editor/plan/zone.ts";

process.env.TZ = "America/New_York";

const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu",
  "Australia/Lord_Howe", "Pacific/Kiritimati", "America/Sao_Paulo", "UTC"];

test("what a clock shows is a moment that it shows", () => {
  for (const name of ZONES) {
    setZone(name);
    for (let hour = 0; hour < 2 * 8766; hour += 5) {
      const time = new Date(Date.UTC(2026, 0, 1, hour, hour % 60));
      const back = atWall(wallOf(time));
      assert.deepEqual(wallOf(back), wallOf(time), `${name} ${time}`);
      // an hour that comes twice is its first one
      assert.ok(back.getTime() <= time.getTime());
      assert.equal(atTime(dayOf(time), timeOf(time)).getTime(),
        back.getTime());
    }
  }
});

test("it is not the zone of the device", () => {
  setZone("Europe/Berlin");
  assert.equal(zone(), "Europe/Berlin");
  assert.equal(ownZone(), "America/New_York");
  assert.equal(dayOf(new Date("2026-06-30T22:30:00Z")), "2026-07-01");
  assert.equal(atTime("2026-07-01", "09:00").toISOString(),
    "2026-07-01T07:00:00.000Z");
  assert.equal(movedTo("2026-03-28T08:00:00Z", "2026-03-29").toISOString(),
    "2026-03-29T07:00:00.000Z");
});

test("hours that are not, and days that begin without one", () => {
  setZone("Europe/Berlin");
  assert.equal(atTime("2026-03-29", "02:30").toISOString(),
    "2026-03-29T01:30:00.000Z");
  assert.equal(atTime("2026-10-25", "02:30").toISOString(),
    "2026-10-25T00:30:00.000Z");
  setZone("America/Sao_Paulo");
  assert.equal(startOf("2018-11-04").toISOString(),
    "2018-11-04T03:00:00.000Z");
});

test("a zone that nobody knows is that of the device", () => {
  for (const name of [null, "Europe/Atlantis"]) {
    setZone(name);
    assert.equal(zone(), "America/New_York");
  }
  assert.ok(Number.isNaN(atTime("", "09:00").getTime()));
});

test("what time it is the server knows, where the device is wrong", () => {
  const off = (header: string | null) => {
    setClock(header);
    return Math.round((now() - Date.now()) / 60000);
  };
  const after = (minutes: number) =>
    new Date(Date.now() + minutes * 60000).toUTCString();
  assert.equal(off(after(1620)), 1620);
  assert.equal(off(after(-1620)), -1620);
  // an answer takes its time
  setClock(after(-0.3));
  assert.ok(Math.abs(now() - Date.now()) < 50);
  assert.equal(off(null), 0);
  assert.equal(off("soon"), 0);
});
