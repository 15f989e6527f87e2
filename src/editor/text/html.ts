// A tolerant reader of pasted HTML.  The page's policy lets no foreign HTML
// near the browser's own parser before it is clean, so that style attributes
// are read here, as text.  Pure.

export interface Tag {
  name: string;
  attrs: Map<string, string>;
  children: (Tag | string)[];
}

const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img",
  "input", "link", "meta", "source", "track", "wbr"]);
// What has no text that is meant to be read.
const SILENT = new Set(["script", "title", "template", "noscript", "svg",
  "math", "object", "iframe", "textarea", "select", "xml", "head"]);
const CLOSED_BY: Record<string, string[]> = {
  li: ["li"], p: [], td: ["td", "th"], th: ["td", "th"],
  tr: ["td", "th", "tr"], option: ["option"], dt: ["dt", "dd"],
  dd: ["dt", "dd"],
};
const BLOCKS = new Set(["p", "div", "ul", "ol", "table", "h1", "h2", "h3",
  "h4", "h5", "h6", "blockquote", "pre", "hr", "figure", "section",
  "article"]);

const NAMED: Record<string, string> = {
  amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'", nbsp: "\u00a0",
  ndash: "–", mdash: "—", hellip: "…", lsquo: "‘", rsquo: "’", ldquo: "“",
  rdquo: "”", bdquo: "„", sbquo: "‚", laquo: "«", raquo: "»", euro: "€",
  copy: "©", reg: "®", trade: "™", shy: "\u00ad", bull: "•", middot: "·",
  times: "×", deg: "°", auml: "ä", ouml: "ö", uuml: "ü", Auml: "Ä",
  Ouml: "Ö", Uuml: "Ü", szlig: "ß", eacute: "é", egrave: "è", agrave: "à",
  ccedil: "ç", ntilde: "ñ", zwj: "\u200d", zwnj: "\u200c",
};

export function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,10}));?/gi,
    (whole, hex, decimal, name) => {
      if (name !== undefined) {
        return Object.prototype.hasOwnProperty.call(NAMED, name)
          ? NAMED[name] : whole;
      }
      const code = hex !== undefined ? Number.parseInt(hex, 16)
        : Number(decimal);
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code) : "";
    });
}

export function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;")
    .replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

function readAttrs(text: string): Map<string, string> {
  const attrs = new Map<string, string>();
  const one = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  for (const match of text.matchAll(one)) {
    const name = match[1].toLowerCase();
    if (!attrs.has(name)) {
      attrs.set(name, unescape(match[2] ?? match[3] ?? match[4] ?? ""));
    }
  }
  return attrs;
}

// A tag, a comment or a run of text at a time.
const TOKEN = new RegExp("<!--[\\s\\S]*?(?:-->|$)|<[!?][^>]*(?:>|$)" +
  "|<(/?)([a-zA-Z][^\\s/>]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)(?:>|$)" +
  "|[^<]+|<", "g");

export class Reader {
  readonly root: Tag = { name: "", attrs: new Map(), children: [] };
  // the texts of style elements
  styles = "";
  private readonly open: Tag[] = [this.root];
  private silent: string | null = null;

  read(html: string): this {
    for (const match of html.matchAll(TOKEN)) {
      const [whole, close, name, attrs] = match;
      if (name !== undefined) {
        this.tag(name.toLowerCase(), close === "/", attrs);
      } else if (!whole.startsWith("<!") && !whole.startsWith("<?")) {
        this.text(whole);
      } else if (this.silent === "style") {
        this.styles += whole;
      }
    }
    return this;
  }

  private top(): Tag {
    return this.open[this.open.length - 1];
  }

  private text(text: string): void {
    if (this.silent === "style") {
      this.styles += text;
    } else if (this.silent === null) {
      this.top().children.push(unescape(text));
    }
  }

  private tag(name: string, close: boolean, attrs: string): void {
    if (this.silent !== null) {
      this.silent = close && name === this.silent ? null : this.silent;
    } else if (close) {
      this.close(name);
    } else if (name === "style" || SILENT.has(name)) {
      // head is silent but for its styles
      this.silent = name === "head" || attrs.endsWith("/") ? null : name;
    } else {
      this.start(name, attrs);
    }
  }

  private start(name: string, attrs: string): void {
    const closes = CLOSED_BY[name] ?? [];
    while (closes.includes(this.top().name) ||
        (BLOCKS.has(name) && this.top().name === "p")) {
      this.open.pop();
    }
    const tag: Tag = { name, attrs: readAttrs(attrs), children: [] };
    this.top().children.push(tag);
    if (!VOID.has(name) && !(attrs.endsWith("/") && name.includes(":")) &&
        this.open.length < 200) {
      this.open.push(tag);
    }
  }

  private close(name: string): void {
    for (let i = this.open.length - 1; i > 0; i--) {
      if (this.open[i].name === name) {
        this.open.length = i;
        return;
      }
    }
  }
}

export function write(nodes: (Tag | string)[]): string {
  return nodes.map((node) => {
    if (typeof node === "string") {
      return escape(node);
    }
    const attrs = [...node.attrs].map(([name, value]) =>
      ` ${name}="${escape(value)}"`).join("");
    return VOID.has(node.name) ? `<${node.name}${attrs}>`
      : `<${node.name}${attrs}>${write(node.children)}</${node.name}>`;
  }).join("");
}
