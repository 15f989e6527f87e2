// Beside the block that the pointer is at: a grip to drag it by, and a plus
// for one after it. Keys and the toolbar's menu do the same, so nothing of it
// is told to a screen reader; while somebody types it is away.
import { NodeSelection, Plugin, Selection } from "prosemirror-state";
import { dropPoint } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { moveTo } from "./moving.ts";
import { el } from "./views/dom.ts";

// The block's element at that height, wherever beside the text the pointer is.
function blockAt(view: EditorView, y: number): HTMLElement | null {
  const { left, width } = view.dom.getBoundingClientRect();
  let found = document.elementFromPoint(left + width / 2, y);
  while (found !== null && found.parentElement !== view.dom) {
    found = found.parentElement;
  }
  return found instanceof HTMLElement ? found : null;
}

function startOf(view: EditorView, block: HTMLElement): number {
  const inside = view.state.doc.resolve(view.posAtDOM(block, 0));
  return inside.depth > 0 ? inside.before(1) : inside.pos;
}

class Handle {
  private readonly view: EditorView;
  private readonly grip = el("span", { class: "grip", draggable: true },
    "⋮⋮");
  private readonly plus = el("span", {}, "+");
  private readonly dom = el("div", { class: "handle", hidden: true,
    ariaHidden: "true" }, this.plus, this.grip);
  private readonly place: HTMLElement;
  private block: HTMLElement | null = null;
  private readonly away = () => {
    this.dom.hidden = true;
  };
  private readonly follow = (event: MouseEvent) => {
    const block = this.view.editable && event.buttons === 0
      ? blockAt(this.view, event.clientY) : null;
    if (block !== null) {
      this.block = block;
      this.dom.hidden = false;
      this.dom.style.top = `${block.offsetTop}px`;
    }
  };

  constructor(view: EditorView, add: () => void) {
    this.view = view;
    this.place = view.dom.parentElement!;
    this.place.append(this.dom);
    this.place.addEventListener("mousemove", this.follow);
    this.place.addEventListener("mouseleave", this.away);
    this.place.addEventListener("keydown", this.away);
    this.grip.ondragstart = (event) => this.drag(event);
    this.grip.ondragend = () => {
      view.dragging = null;
    };
    this.grip.onclick = () => this.select();
    this.plus.onclick = () => {
      this.toEnd();
      add();
    };
  }

  // The whole block, as Esc does.
  private select(): void {
    const { view } = this;
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(
      view.state.doc, startOf(view, this.block!))));
    view.focus();
  }

  private toEnd(): void {
    const { view } = this;
    const { doc, tr } = view.state;
    const pos = startOf(view, this.block!);
    const node = doc.nodeAt(pos)!;
    view.dispatch(tr.setSelection(node.isAtom
      ? NodeSelection.create(doc, pos)
      : Selection.near(doc.resolve(pos + node.nodeSize - 1), -1)));
    view.focus();
  }

  private drag(event: DragEvent): void {
    this.select();
    const { view } = this;
    const data = event.dataTransfer!;
    data.effectAllowed = "move";
    data.setData("text/plain", this.block!.innerText);
    data.setDragImage(this.block!, 0, 0);
    view.dragging = { slice: view.state.selection.content(), move: true };
  }

  destroy(): void {
    this.dom.remove();
    this.place.removeEventListener("mousemove", this.follow);
    this.place.removeEventListener("mouseleave", this.away);
    this.place.removeEventListener("keydown", this.away);
  }
}

// A whole block that is dropped goes between two others, and is marked as one
// that was moved by key.  add: asks for a block after the one of the caret.
export function handlePlugin(add: () => void): Plugin {
  return new Plugin({
    view: (view) => new Handle(view, add),
    props: {
      handleDrop: (view, event, slice, moved) => {
        const { doc, selection } = view.state;
        const at = view.posAtCoords({ left: event.clientX,
          top: event.clientY });
        if (!moved || at === null || !(selection instanceof NodeSelection) ||
            selection.$from.depth > 0) {
          return false;
        }
        const $to = doc.resolve(dropPoint(doc, at.pos, slice) ?? at.pos);
        const to = $to.index(0) + ($to.depth > 0 ? 1 : 0);
        const from = selection.$from.index(0);
        moveTo(to > from ? to - 1 : to)(view.state, view.dispatch, view);
        return true;
      },
    },
  });
}
