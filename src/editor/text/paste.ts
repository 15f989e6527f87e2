// What other programs put on the clipboard, as HTML that the schema takes:
// style attributes become elements, lists of Word become lists, an item has
// no paragraph in it, nothing has a style.  Pure.
import { Reader, write, type Tag } from "./html.ts";
import { isHref } from "./href.ts";

type Kid = Tag | string;
type Style = Map<string, string>;

const KEPT = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
  "li", "blockquote", "pre", "code", "hr", "br", "table", "tr", "td", "th",
  "a", "strong", "em", "b", "i", "s", "del", "strike", "sub", "sup", "img",
  "figure", "figcaption", "aside", "footer", "cite"]);
const BLOCKS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
  "blockquote", "pre", "hr", "table", "figure", "aside"]);
const WRAPS = new Set(["div", "section", "article", "main", "header", "body",
  "html", "center", "dl", "dd", "dt", "address", "form", "fieldset",
  "details", "summary", "nav"]);
// What our own copies carry.
const DATA = new RegExp("^data-(kind|media-id|media-ids|alt|url|tone|" +
  "language|upload|pm-slice|quote)$");

function styleOf(text: string): Style {
  const style: Style = new Map();
  for (const part of text.split(";")) {
    const colon = part.indexOf(":");
    if (colon > 0) {
      style.set(part.slice(0, colon).trim().toLowerCase(),
        part.slice(colon + 1).trim().toLowerCase());
    }
  }
  return style;
}

// Rules of one class each (Pages, TextEdit): "span.s1 {font-weight: bold}".
function classRules(css: string): Map<string, Style> {
  const rules = new Map<string, Style>();
  for (const match of css.matchAll(/([a-z0-9]*\.[\w-]+)\s*\{([^}]*)\}/gi)) {
    rules.set(match[1].toLowerCase(), styleOf(match[2]));
  }
  return rules;
}

// The elements that a style stands for; "" undoes one that is around it.
function wrappers(style: Style): string[] {
  const out: string[] = [];
  const weight = style.get("font-weight") ?? "";
  if (/^bold/.test(weight) || Number(weight) >= 600) {
    out.push("strong");
  }
  if (/^(italic|oblique)/.test(style.get("font-style") ?? "")) {
    out.push("em");
  }
  const line = `${style.get("text-decoration")} ${
    style.get("text-decoration-line")}`;
  if (line.includes("line-through")) {
    out.push("s");
  }
  const place = style.get("vertical-align");
  if (place === "super" || place === "sub") {
    out.push(place === "super" ? "sup" : "sub");
  }
  return out;
}

class Cleaner {
  private readonly rules: Map<string, Style>;

  constructor(css: string) {
    this.rules = classRules(css);
  }

  private styleFor(tag: Tag): Style {
    const name = tag.attrs.get("class")?.split(" ")[0]?.toLowerCase() ?? "";
    return new Map([
      ...this.rules.get(`.${name}`) ?? [],
      ...this.rules.get(`${tag.name}.${name}`) ?? [],
      ...styleOf(tag.attrs.get("style") ?? ""),
    ]);
  }

  clean(kids: Kid[], pre = false): Kid[] {
    return kids.flatMap((kid) => typeof kid === "string"
      ? [pre ? kid : kid.replace(/[\t\n\r ]+/g, " ")] : this.tag(kid, pre));
  }

  private tag(tag: Tag, pre: boolean): Kid[] {
    const style = this.styleFor(tag);
    if (style.get("display") === "none" || style.get("mso-list") ===
        "ignore" || tag.name === "o:p") {
      return [];
    }
    const heading = /^(title|heading (\d))/.exec(
      style.get("mso-style-name") ?? "");
    const name = heading ? `h${heading[2] ?? 1}` : msoName(tag) ?? tag.name;
    let kids = this.clean(tag.children, pre || name === "pre");
    if (["p", "li", "td", "div"].includes(name) && !isBlank(kids)) {
      kids = styled(kids, style, name);
    }
    if (name === "p" && /\bl\d+ level\d+/.test(style.get("mso-list") ?? "")) {
      return [make("li", kids, [["data-word", wordList(tag)]])];
    }
    if (BLOCKS.has(name) || ["li", "td", "th", "tr"].includes(name)) {
      return [this.kept(tag, name, kids)];
    }
    if (WRAPS.has(name)) {
      return paragraphs(kids);
    }
    // Docs' wrapper is a bold that is not: weight 400 or normal
    const plain = (name === "a" && !isHref(tag.attrs.get("href") ?? "")) ||
      (name === "b" || name === "strong") &&
      /^(normal|[1-5]00)$/.test(style.get("font-weight") ?? "");
    const inner = KEPT.has(name) && !plain ? [this.kept(tag, name, kids)]
      : kids;
    return styled(inner, style, name);
  }

  private kept(tag: Tag, name: string, kids: Kid[]): Tag {
    const attrs = [...tag.attrs].filter(([key]) => DATA.test(key) ||
      (name === "a" && (key === "href" || key === "title")) ||
      (name === "img" && (key === "src" || key === "alt")));
    return make(name, kids, attrs);
  }
}

// A style on what holds blocks says nothing of a text.
function styled(kids: Kid[], style: Style, name: string): Kid[] {
  return hasBlocks(kids) ? kids : wrappers(style).filter((one) =>
    !isSame(one, name)).reduce((all, one) => [make(one, all)], kids);
}

function isSame(a: string, b: string): boolean {
  return a === b || (a === "strong" && b === "b") ||
    (a === "em" && b === "i");
}

function make(name: string, children: Kid[],
              attrs: [string, string][] = []): Tag {
  return { name, children, attrs: new Map(attrs) };
}

// Word names its styles by classes.
function msoName(tag: Tag): string | null {
  const name = /\bMso(Title|Subtitle|Quote|IntenseQuote)\b/.exec(
    tag.attrs.get("class") ?? "")?.[1];
  return name === undefined || tag.name !== "p" ? null
    : name === "Title" ? "h1" : name === "Subtitle" ? "h2" : "blockquote";
}

function plainText(kids: Kid[]): string {
  return kids.map((kid) => typeof kid === "string" ? kid
    : plainText(kid.children)).join("");
}

// Word's own bullet or number stands before the item's text.
function wordList(tag: Tag): string {
  return /^[\s\u00a0]*(\d+|[a-z]|[ivx]+)[.)]/i.test(plainText(tag.children))
    ? "ol" : "ul";
}

function isBlock(kid: Kid): kid is Tag {
  return typeof kid !== "string" && (BLOCKS.has(kid.name) ||
    kid.name === "li");
}

function hasBlocks(kids: Kid[]): boolean {
  return kids.some(isBlock);
}

function isBlank(kids: Kid[]): boolean {
  return plainText(kids).trim() === "" &&
    !kids.some((kid) => typeof kid !== "string" && holdsImage(kid));
}

function holdsImage(tag: Tag): boolean {
  return tag.name === "img" || tag.children.some((kid) =>
    typeof kid !== "string" && holdsImage(kid));
}

// Text that stands beside blocks is a paragraph of its own.
function paragraphs(kids: Kid[]): Kid[] {
  const out: Kid[] = [];
  let line: Kid[] = [];
  const flush = () => {
    if (!isBlank(line)) {
      out.push(make("p", trimBreaks(line)));
    }
    line = [];
  };
  for (const kid of kids) {
    if (isBlock(kid)) {
      flush();
      out.push(kid);
    } else {
      line.push(kid);
    }
  }
  flush();
  return out;
}

function isBreak(kid: Kid | undefined): boolean {
  return typeof kid === "object" && kid.name === "br";
}

function trimBreaks(kids: Kid[]): Kid[] {
  let [from, to] = [0, kids.length];
  while (isBreak(kids[from])) {
    from++;
  }
  while (to > from && isBreak(kids[to - 1])) {
    to--;
  }
  return kids.slice(from, to);
}

// What an item, a cell or a quote holds, as one line of text: paragraphs in
// it become lines; lists in it are given back apart.
function flatten(kids: Kid[]): { text: Kid[]; lists: Tag[] } {
  const text: Kid[] = [];
  const lists: Tag[] = [];
  for (const kid of kids) {
    if (!isBlock(kid)) {
      text.push(kid);
    } else if (kid.name === "ul" || kid.name === "ol") {
      lists.push(kid);
    } else {
      const inner = flatten(kid.children);
      if (!isBlank(text) && !isBlank(inner.text)) {
        text.push(make("br", []));
      }
      text.push(...trimSpace(inner.text));
      lists.push(...inner.lists);
    }
  }
  return { text: trimBreaks(trimSpace(text)), lists };
}

function trimSpace(kids: Kid[]): Kid[] {
  const out = [...kids];
  while (typeof out[0] === "string" && out[0].trim() === "") {
    out.shift();
  }
  while (out.length > 0 && String(out[out.length - 1]).trim() === "") {
    out.pop();
  }
  return out;
}

// Lists in lists stand behind their item: ours have one level.
function items(list: Tag): Tag[] {
  return list.children.flatMap((kid) => {
    if (typeof kid === "string") {
      return kid.trim() === "" ? [] : [make("li", [kid])];
    }
    if (kid.name === "ul" || kid.name === "ol") {
      return items(kid);
    }
    const { text, lists } = flatten(kid.name === "li" ? kid.children : [kid]);
    return [...isBlank(text) && lists.length > 0 ? []
      : [make("li", text)], ...lists.flatMap(items)];
  });
}

// All of it as lines, lists too.
function lines(kids: Kid[]): Kid[] {
  const { text, lists } = flatten(kids);
  return trimBreaks([...text, ...lists.flatMap(items).flatMap((one) =>
    [make("br", []), ...one.children])]);
}

function shape(kid: Kid): Kid[] {
  if (typeof kid === "string") {
    return [kid];
  }
  switch (kid.name) {
  case "ul":
  case "ol":
    return [make(kid.name, items(kid))];
  case "td":
  case "th":
    return [make(kid.name, lines(kid.children))];
  case "blockquote":
    return [quoted(kid)];
  case "p":
    return isBlank(kid.children) ? [] : [pictures(kid)].flat();
  default:
    return [make(kid.name, kid.children.flatMap(shape), [...kid.attrs])];
  }
}

function quoted(kid: Tag): Tag {
  if (kid.children.some((one) => typeof one !== "string" &&
      one.name === "footer")) {
    return kid;
  }
  return make("blockquote", [make("p", lines(kid.children))]);
}

// A picture in a line of text stands on its own.
function pictures(kid: Tag): Tag[] {
  const shown = kid.children.filter((one): one is Tag =>
    typeof one !== "string" && one.name === "img");
  const rest = kid.children.filter((one) => !shown.includes(one as Tag));
  return [...isBlank(rest) ? [] : [make("p", rest, [...kid.attrs])],
    ...shown];
}

// Word's list paragraphs that follow each other are one list.
function wordLists(kids: Kid[]): Kid[] {
  const out: Kid[] = [];
  for (const kid of kids) {
    const name = typeof kid === "string" ? undefined
      : kid.attrs.get("data-word");
    if (name === undefined) {
      out.push(kid);
      continue;
    }
    const last = out.filter((one) => String(one).trim() !== "").pop();
    if (typeof last === "object" && last.attrs.get("data-word") === name) {
      last.children.push(make("li", (kid as Tag).children));
    } else {
      out.push(make(name, [make("li", (kid as Tag).children)],
        [["data-word", name]]));
    }
  }
  return out;
}

export function cleanHTML(html: string): string {
  // Word and browsers mark what was copied
  const part = /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/.exec(html);
  const css = new Reader().read(html).styles;
  const { root } = new Reader().read(part === null ? html : part[1]);
  let kids = wordLists(new Cleaner(css).clean(root.children));
  if (hasBlocks(kids)) {
    kids = paragraphs(kids);
  }
  return write(kids.flatMap(shape));
}
