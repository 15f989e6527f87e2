// Every language says all that English does, with the same parts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "../../../src/editor/i18n/de.ts";
import { en } from "../../../src/editor/i18n/en.ts";

type Shape = Record<string, string>;

// "check.alt" -> "function of 1"
function shape(value: unknown, at = "", out: Shape = {}): Shape {
  if (typeof value === "function") {
    out[at] = `function of ${value.length}`;
  } else if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      shape(part, at === "" ? name : `${at}.${name}`, out);
    }
  } else {
    out[at] = typeof value;
  }
  return out;
}

function texts(value: unknown): string[] {
  return typeof value === "string" ? [value]
    : typeof value === "function" ? [String(value("1", "2", "3"))]
      : Object.values(value as object).flatMap(texts);
}

test("German has the texts of English, no more and no less", () => {
  assert.deepEqual(shape(de), shape(en));
});

test("no text is blank", () => {
  for (const all of [en, de]) {
    assert.ok(texts(all).every((text) => text.trim() !== ""));
  }
});
