// Blocks that something is said about are marked beside the text.
import type { Node } from "prosemirror-model";
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { t } from "../i18n/en.ts";
import { flash } from "./flash.ts";

type Counts = Map<string, number>;

const key = new PluginKey<DecorationSet>("noted");

function button(id: string, count: number,
                open: (id: string) => void): HTMLElement {
  const dom = document.createElement("button");
  dom.type = "button";
  dom.className = "noted-mark";
  dom.contentEditable = "false";
  dom.textContent = String(count);
  dom.setAttribute("aria-label", t.notesAt(count));
  dom.title = t.notesAt(count);
  dom.onclick = () => open(id);
  return dom;
}

function marks(doc: Node, counts: Counts,
               open: (id: string) => void): DecorationSet {
  const found: Decoration[] = [];
  doc.forEach((node, pos) => {
    const count = counts.get(node.attrs.id);
    if (count !== undefined) {
      found.push(Decoration.node(pos, pos + node.nodeSize,
        { "class": "noted" }));
      found.push(Decoration.widget(pos, () => button(node.attrs.id, count,
        open), { side: -1, ignoreSelection: true, stopEvent: () => true,
        key: `${node.attrs.id} ${count}` }));
    }
  });
  return DecorationSet.create(doc, found);
}

// open: shows what is said about that block
export function notedPlugin(open: (id: string) => void): Plugin {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, now) => {
        const counts = tr.getMeta(key) as Counts | undefined;
        return counts !== undefined ? marks(tr.doc, counts, open)
          : tr.docChanged ? now.map(tr.mapping, tr.doc) : now;
      },
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

export function showNoted(view: EditorView, counts: Counts): void {
  view.dispatch(view.state.tr.setMeta(key, counts)
    .setMeta("addToHistory", false));
}

// Where the block of that name stands, to be looked at.
export function reveal(view: EditorView, id: string): boolean {
  let at: number | null = null;
  view.state.doc.forEach((node, pos) => {
    at = node.attrs.id === id ? pos : at;
  });
  if (at !== null) {
    (view.nodeDOM(at) as HTMLElement | null)?.scrollIntoView(
      { block: "center" });
    flash(view, at);
  }
  return at !== null;
}
