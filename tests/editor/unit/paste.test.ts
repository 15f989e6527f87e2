// What other programs put on the clipboard, and what is made of it.
import assert from "node:assert/strict";
import test from "node:test";
import { cleanHTML } from "../../../src/editor/text/paste.ts";
import { fromMarkdown, isMarkdown }
  from "../../../src/editor/text/markdown.ts";
import { Random } from "./random.ts";

const DOCS = `<meta charset='utf-8'><b style="font-weight:normal;"
 id="docs-internal-guid-1"><h2 dir="ltr" style="line-height:1.38"><span
 style="font-size:16pt;font-weight:400">Title</span></h2><p dir="ltr"
 style="line-height:1.38;"><span style="font-weight:400;">Plain </span><span
 style="font-weight:700;">bold</span><span style="font-weight:400;"> and
 </span><span style="font-style:italic;font-weight:700">both</span></p><ul
 style="margin-top:0"><li dir="ltr" style="list-style-type:disc"><p
 dir="ltr" role="presentation"><span style="font-weight:400">one</span></p>
 </li><li><p><a href="https://example.org/"
 style="text-decoration:none;"><span
 style="text-decoration:underline">two</span></a></p></li><ul><li><p>deep</p>
 </li></ul></ul></b><br class="Apple-interchange-newline">`;

const WORD = `<html xmlns:o="urn:x"><head><style><!-- p.MsoNormal {margin:0}
 --></style><!--[if gte mso 9]><xml><w:Word>no</w:Word></xml><![endif]-->
</head><body lang=EN-US><!--StartFragment--><p class=MsoTitle>Head<o:p></o:p>
</p><p class=MsoNormal><b>Bold</b> text, <span style='mso-bidi-font-weight:
normal'><i>slanted</i></span>&nbsp;end<o:p>&nbsp;</o:p></p><p
class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoListParagraphCxSpFirst
style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;
</span></span><![endif]>First</p><p class=MsoListParagraphCxSpLast
style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>Second
</p><p class=MsoNormal>After</p><table><tr><td><p class=MsoNormal>a</p><p
class=MsoNormal>b</p></td><td>c</td></tr></table><!--EndFragment--></body>
</html>`;

const PAGES = `<head><meta name="Generator" content="Cocoa HTML Writer">
<style type="text/css">p.p1 {margin: 0.0px; font: 12.0px Helvetica}
span.s1 {font-weight: bold} span.s2 {vertical-align: super; font-size: 8px}
</style></head><body><p class="p1">One <span class="s1">two</span> 3<span
class="s2">rd</span></p></body>`;

test("Google Docs", () => {
  assert.equal(cleanHTML(DOCS), "<h2>Title</h2><p>Plain <strong>bold" +
    "</strong> and <em><strong>both</strong></em></p><ul><li>one</li><li>" +
    "<a href=\"https://example.org/\">two</a></li><li>deep</li></ul>");
});

test("Word", () => {
  assert.equal(cleanHTML(WORD), "<h1>Head </h1><p><b>Bold</b> text, " +
    "<i>slanted</i>\u00a0end</p><ul><li>First</li><li>Second </li></ul>" +
    "<p>After</p><table><tr><td>a<br>b</td><td>c</td></tr></table>");
});

test("Pages", () => {
  assert.equal(cleanHTML(PAGES),
    "<p>One <strong>two</strong> 3<sup>rd</sup></p>");
});

test("a web page", () => {
  assert.equal(cleanHTML("<div class=x onclick='evil()'><h2>A</h2>loose " +
    "<span>text</span><div><p style='font-weight:bold'>strong</p></div>" +
    "<script>evil()</script><img src=x onerror=evil()></div>"),
  "<h2>A</h2><p>loose text</p><p><strong>strong</strong></p>" +
    "<p><img src=\"x\"></p>".replace("<p>", "").replace("</p>", ""));
  assert.equal(cleanHTML("one<br>two <b>three</b>"),
    "one<br>two <b>three</b>");
  assert.equal(cleanHTML("<pre>a\n  b &lt;c&gt;</pre>"),
    "<pre>a\n  b &lt;c&gt;</pre>");
  assert.equal(cleanHTML("<ul><li>a<ol><li>b</li></ol>c</li></ul>"),
    "<ul><li>ac</li><li>b</li></ul>");
});

test("a quote is one text", () => {
  assert.equal(cleanHTML("<blockquote><p>a</p><p>b</p></blockquote>"),
    "<blockquote><p>a<br>b</p></blockquote>");
  assert.equal(cleanHTML("<blockquote>a<ul><li>b</li><li>c</li></ul>" +
    "</blockquote>"), "<blockquote><p>a<br>b<br>c</p></blockquote>");
});

test("no style, no script, no handler is left of anything", () => {
  const pieces = ["<p style='color:red'>", "</p>", "<b>", "</b>", "text",
    "<style>p{}</style>", "<style>", "<script>x()</script>", "<script",
    "<img src=x onerror='y()' style=\"a\">", "<a href='javascript:z()'>",
    "<li>", "<ul>", "</ul>", "<table><tr><td>", "<", ">", "&lt;p style=>",
    "<!--", "-->", "<svg><style>", "'", "\"", "=", "<div style=x>"];
  for (let seed = 1; seed <= 3000; seed++) {
    const random = new Random(seed);
    let html = "";
    for (let i = random.int(25); i > 0; i--) {
      html += random.pick(pieces);
    }
    const clean = cleanHTML(html);
    const tags = clean.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      assert.match(tag, /^<\/?[a-z0-9]+( [a-z-]+="[^"<>]*")*>$/,
        `seed ${seed}: ${html}`);
      assert.doesNotMatch(tag, /style|script|onerror/, `seed ${seed}`);
    }
  }
});

test("Markdown", () => {
  const source = "# Title\n\nSome *text* with **bold `code`** and\na [link]" +
    "(https://example.org \"T\").\n\n- one\n- **two**\n\n1. a\n2. b\n\n> q" +
    "\n> r\n\n```js\nx = 1;\n\ny\n```\n---\n| a | b |\n|---|---|\n| 1 | 2 |";
  assert.ok(isMarkdown(source));
  assert.deepEqual(fromMarkdown(source), [
    { type: "heading", text: "Title", level: 1 },
    { type: "paragraph", text: "Some text with bold code and a link.",
      marks: [[5, 9, "em"], [20, 24, "code"], [15, 24, "strong"],
        [31, 35, "link", { href: "https://example.org", title: "T" }]] },
    { type: "list", items: ["one", "two"],
      item_marks: [[], [[0, 3, "strong"]]] },
    { type: "list", items: ["a", "b"], style: "ordered" },
    { type: "quote", text: "q\nr" },
    { type: "code", code: "x = 1;\n\ny", language: "js" },
    { type: "divider" },
    { type: "table", rows: [["a", "b"], ["1", "2"]], header: true },
  ]);
  for (const plain of ["Hello, world.", "2 * 3 * 4", "- a dash", "snake_case",
    "a > b", "C# is a language", "#hashtag"]) {
    assert.ok(!isMarkdown(plain), plain);
  }
});
