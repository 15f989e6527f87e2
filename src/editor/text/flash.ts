// A block that was moved or is pointed at is marked for a moment.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";

const MOMENT = 1200;
const key = new PluginKey<DecorationSet>("flash");

export function flashPlugin(): Plugin {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, now) => {
        const at = tr.getMeta(key) as number | null | undefined;
        if (at === undefined) {
          return now.map(tr.mapping, tr.doc);
        }
        const node = at === null ? null : tr.doc.nodeAt(at);
        return node === null ? DecorationSet.empty
          : DecorationSet.create(tr.doc, [Decoration.node(at!,
            at! + node.nodeSize, { "class": "flash" })]);
      },
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

let timer = 0;

export function flash(view: EditorView, pos: number): void {
  const set = (at: number | null) => {
    if (!view.isDestroyed) {
      view.dispatch(view.state.tr.setMeta(key, at)
        .setMeta("addToHistory", false));
    }
  };
  clearTimeout(timer);
  set(pos);
  timer = window.setTimeout(() => set(null), MOMENT);
}
