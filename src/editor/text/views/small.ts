// Code and callouts with what can be set of them; blocks that are not known.
import type { Node as PmNode } from "prosemirror-model";
import type { EditorView, NodeView } from "prosemirror-view";
import { t } from "../../i18n/en.ts";
import { el, labelled } from "./dom.ts";

type Where = () => number | undefined;

// A block whose one attribute is set beside its text.
class SetView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  private node: PmNode;
  private readonly input: HTMLInputElement | HTMLSelectElement;
  private readonly name: string;

  constructor(node: PmNode, view: EditorView, getPos: Where, name: string,
              input: HTMLInputElement | HTMLSelectElement, label: string) {
    this.node = node;
    this.name = name;
    this.input = input;
    const set = () => {
      const pos = getPos();
      if (pos !== undefined) {
        view.dispatch(view.state.tr.setNodeMarkup(pos, null,
          { ...this.node.attrs, [name]: input.value ||
            (name === "tone" ? null : "") }));
      }
    };
    input.value = node.attrs[name] ?? "";
    input.oninput = set;
    input.onkeydown = (event) => {
      if ((event as KeyboardEvent).key === "Escape" ||
          (event as KeyboardEvent).key === "Enter") {
        event.preventDefault();
        view.focus();
      }
    };
    const fields = el("div", { class: "block-fields",
      contentEditable: "false" }, labelled(label, input));
    const code = node.type.name === "code_block";
    this.contentDOM = code ? el("code") : el("div", { class: "callout-text" });
    this.dom = code ? el("div", { class: "code-block" }, fields,
      el("pre", {}, this.contentDOM))
      : el("aside", { class: "callout" }, this.contentDOM, fields);
    this.mark();
  }

  private mark(): void {
    if (this.name === "tone") {
      this.dom.dataset.tone = this.node.attrs.tone ?? "";
    }
  }

  update(node: PmNode): boolean {
    if (node.type !== this.node.type) {
      return false;
    }
    this.node = node;
    if (this.input.value !== (node.attrs[this.name] ?? "")) {
      this.input.value = node.attrs[this.name] ?? "";
    }
    this.mark();
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target === this.input;
  }

  ignoreMutation(record: { target: Node; type: string }): boolean {
    return record.type !== "selection" &&
      !this.contentDOM.contains(record.target);
  }
}

export function codeView(node: PmNode, view: EditorView,
                         getPos: Where): NodeView {
  return new SetView(node, view, getPos, "language", el("input", {
    spellcheck: false, autocapitalize: "none" }), t.language);
}

export function calloutView(node: PmNode, view: EditorView,
                            getPos: Where): NodeView {
  return new SetView(node, view, getPos, "tone", el("select", {},
    ...Object.entries(t.tones).map(([value, text]) =>
      el("option", { value }, text))), t.tone);
}

export function unknownView(node: PmNode): NodeView {
  const type = (node.attrs.raw as { type?: unknown } | null)?.type;
  return { dom: el("div", { class: "card unknown" },
    t.unknownBlock(String(type))) };
}
