// Where a search result is cut.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, crumbs, cutByLength, cutByWidth }
  from "../../../src/editor/plan/preview.ts";

const widthOf = (text: string) => text.length * 10;

test("nothing is lost, and what is shown fits", () => {
  const words = "We left before the sun did and came home with the moon";
  for (let most = 60; most < 600; most += 7) {
    const cut = cutByWidth(words, most, widthOf);
    assert.ok(widthOf(cut.shown) <= most);
    assert.equal(cut.lost === "", widthOf(words) <= most);
    if (cut.lost !== "") {
      assert.equal(`${cut.shown.slice(0, -2)} ${cut.lost}`, words);
    }
  }
});

test("a word longer than the line is cut within", () => {
  assert.deepEqual(cutByLength("abcdefghij", 4),
    { shown: "abcd …", lost: "efghij" });
  assert.deepEqual(cutByLength("abc def", 5),
    { shown: "abc …", lost: "def" });
  assert.deepEqual(cutByLength("abcd", 4), { shown: "abcd", lost: "" });
});

test("a pattern makes an address", () => {
  assert.equal(addressOf("https://a.example/{id}/{slug}/", "b-c", 7),
    "https://a.example/7/b-c/");
  assert.equal(addressOf("https://a.example/?p={id}", "b", null),
    "https://a.example/?p=");
});

test("an address is shown by its parts", () => {
  assert.deepEqual(crumbs("https://example.org/blog/%C3%BCber-uns/"),
    ["example.org", "blog", "über-uns"]);
  assert.deepEqual(crumbs("not yet"), []);
  assert.deepEqual(crumbs("https://example.org/%E0%A4%A"), []);
});
