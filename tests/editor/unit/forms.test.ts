// What a refusal says stands at its field, or above the form; never nowhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../../../src/editor/api/client.ts";
import { errorsOf } from "../../../src/editor/ui/forms.tsx";
import { t } from "../../../src/editor/i18n/en.ts";

const NAMES = ["name", "url"];

function of(status: number, body?: unknown, retryAfter?: number) {
  return errorsOf(new Refused({ status, body, retryAfter }), NAMES);
}

test("errors of fields stand at them alone", () => {
  assert.deepEqual(of(400, { name: ["Too long."], url: ["No URL."] }),
    { name: ["Too long."], url: ["No URL."] });
});

test("what belongs to no field of the form is told above it", () => {
  assert.deepEqual(of(400, { name: ["Too long."], slug: ["Taken."] }),
    { name: ["Too long."], "": ["slug: Taken."] });
  assert.deepEqual(of(400, { detail: "No." }), { "": ["No."] });
  assert.deepEqual(of(400, { non_field_errors: ["No."] }), { "": ["No."] });
  assert.deepEqual(of(500, null), { "": [
    "The server has a fault (HTTP 500). Try again in a moment."] });
});

test("no answer, a wait, and what is thrown otherwise have a sentence", () => {
  assert.deepEqual(of(0), { "": [t.noServer] });
  assert.deepEqual(of(429, { detail: "Throttled." }, 7),
    { "": [t.throttled(7)] });
  assert.deepEqual(errorsOf(new Error("Post 7 stays."), NAMES),
    { "": ["Post 7 stays."] });
});
