// The editor's state: keys, markdown starts, paste, undo, and what each block
// looks like.
import { baseKeymap, chainCommands, exitCode, toggleMark }
  from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { InputRule, inputRules, undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Slice, type Node } from "prosemirror-model";
import { EditorState, Plugin, Selection, TextSelection, type Command }
  from "prosemirror-state";
import { goToNextCell, tableEditing }
  from "prosemirror-tables";
import { Decoration, DecorationSet, type EditorProps,
  type NodeViewConstructor } from "prosemirror-view";
import { t } from "../i18n/en.ts";
import { say } from "../ui/parts.tsx";
import { fromJSON } from "./blocks.ts";
import { current, deleteBlock, duplicateBlock, enterCell, enterItem,
  enterOut, fresh, hardBreak, insertBlock, lineBelow } from "./commands.ts";
import { backToText, turnInto } from "./convert.ts";
import { newId } from "./ids.ts";
import { idsPlugin } from "./ids-plugin.ts";
import { moveDown, moveUp } from "./moving.ts";
import { isHref } from "./href.ts";
import { schema } from "./schema.ts";
import { calloutView, codeView, unknownView } from "./views/small.ts";
import { FigureView, type Hosts } from "./views/figure.ts";

const { marks, nodes } = schema;

// What a line of text becomes; its name stays, so that nothing else happens to
// the document and one Backspace can take it back.
function become(kind: string, line: Node): Node[] {
  const made = fresh(kind);
  const attrs = { ...made.attrs, id: line.attrs.id, raw: line.attrs.raw };
  const { content } = line;
  switch (made.type) {
  case nodes.list:
    return [nodes.list.create(attrs, nodes.list_item.create(null, content))];
  case nodes.quote:
    return [nodes.quote.create(attrs, [
      nodes.quote_text.create(null, content), nodes.quote_cite.create()])];
  case nodes.divider:
    return [nodes.divider.create(attrs),
      nodes.paragraph.create({ id: newId() }, content)];
  case nodes.code_block:
    return [nodes.code_block.create(attrs, content.size === 0 ? null
      : schema.text(line.textContent))];
  default:
    return [made.type.create(attrs, content)];
  }
}

// "- " and the like at the start of a plain line.
function blockRule(pattern: RegExp,
                   kind: (match: RegExpMatchArray) => string): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const place = current(state);
    if (place === null || place.node.type !== nodes.paragraph) {
      return null;
    }
    const tr = state.tr.delete(start, end);
    const line = tr.doc.nodeAt(place.pos)!;
    const made = become(kind(match), line);
    tr.replaceWith(place.pos, place.pos + line.nodeSize, made);
    const at = made.length > 1 ? place.pos + made[0].nodeSize : place.pos;
    return tr.setSelection(Selection.near(tr.doc.resolve(at + 1)));
  });
}

function rules(): Plugin {
  return inputRules({ rules: [
    blockRule(/^(#{1,6})\s$/, (match) => `heading${match[1].length}`),
    blockRule(/^```$/, () => "code"),
    blockRule(/^\s*[-*+]\s$/, () => "list"),
    blockRule(/^1[.)]\s$/, () => "ordered"),
    blockRule(/^>\s$/, () => "quote"),
    blockRule(/^(---|—-)$/, () => "divider"),
  ] });
}

export interface Doors {
  hosts: Hosts;
  files(files: File[], pos: number | null): void;
  link(): void;
  blocks(): void;
  note(): void;
  toToolbar(): void;
}

function keys(doors: Doors): Record<string, Command> {
  const door = (run: () => void): Command => () => {
    run();
    return true;
  };
  return {
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    "Mod-b": toggleMark(marks.strong),
    "Mod-i": toggleMark(marks.em),
    "Mod-e": toggleMark(marks.code),
    "Mod-Shift-x": toggleMark(marks.strike),
    "Mod-k": door(doors.link),
    "Mod-/": door(doors.blocks),
    "Mod-Alt-m": door(doors.note),
    "Alt-F10": door(doors.toToolbar),
    "Alt-Shift-ArrowUp": moveUp,
    "Alt-Shift-ArrowDown": moveDown,
    "Alt-Shift-Backspace": deleteBlock,
    "Mod-Shift-d": duplicateBlock,
    "Mod-Enter": lineBelow,
    "Mod-Alt-0": turnInto("paragraph"),
    "Mod-Alt-2": turnInto("heading2"),
    "Mod-Alt-3": turnInto("heading3"),
    "Mod-Alt-4": turnInto("heading4"),
    "Shift-Enter": chainCommands(exitCode, hardBreak),
    "Enter": chainCommands(enterItem, enterCell, enterOut),
    "Backspace": chainCommands(undoInputRule, backToText),
    "Tab": goToNextCell(1),
    "Shift-Tab": goToNextCell(-1),
  };
}

type Pasting = typeof import("./pasting.ts");

let pasting: Pasting | null = null;

async function readPasting(): Promise<void> {
  pasting ??= await import("./pasting.ts");
}

function plainSlice(text: string, plain: boolean): Slice | null {
  if (!plain && pasting?.isMarkdown(text)) {
    return new Slice(fromJSON(pasting.fromMarkdown(text)).content, 0, 0);
  }
  // a newline alone is a line, an empty line makes a paragraph
  const lines = text.replace(/\r\n?/g, "\n").split(/\n{2,}|\n/);
  if (lines.length < 2) {
    return null;
  }
  return Slice.maxOpen(fromJSON(lines.filter((line) => line !== "")
    .map((line) => ({ type: "paragraph", text: line }))).content);
}

// A bare address: a link over what is selected, an embed on an empty line.
function pasteURL(text: string): Command {
  return (state, dispatch) => {
    const url = text.trim();
    const place = current(state);
    if (!/^https?:\/\/\S+$/.test(url) || !isHref(url)) {
      return false;
    }
    if (!state.selection.empty && state.selection instanceof TextSelection) {
      return toggleMark(marks.link, { href: url })(state, dispatch);
    }
    if (url.startsWith("https:") && place?.node.type === nodes.paragraph &&
        place.node.content.size === 0) {
      return insertBlock(nodes.embed.create({ url }))(state, dispatch);
    }
    dispatch?.(state.tr.replaceSelectionWith(schema.text(url,
      [marks.link.create({ href: url })]), false));
    return true;
  };
}

function placeholder(): Plugin {
  return new Plugin({ props: { decorations: (state) => {
    const { doc } = state;
    const place = current(state);
    const node = doc.childCount === 1 ? doc.child(0) : place?.node;
    const pos = doc.childCount === 1 ? 0 : place?.pos ?? 0;
    return node?.type === nodes.paragraph && node.content.size === 0
      ? DecorationSet.create(doc, [Decoration.node(pos, pos + 2,
        { "class": "placeholder", "data-text": t.write })]) : null;
  } } });
}

function paste(doors: Doors): Plugin {
  void readPasting().catch(() => undefined);
  const filesOf = (data: DataTransfer | null) => Array.from(
    data?.files ?? []).filter((file) => /^(image|video)\//.test(file.type) ||
    /\.(heic|heif|avif)$/i.test(file.name));
  // Files that can be no block: the browser would open them.
  const isOther = (data: DataTransfer | null) => {
    for (const { name } of data?.files ?? []) {
      say(`${name}: ${t.notMedia}`, true);
    }
    return (data?.files.length ?? 0) > 0;
  };
  const props: EditorProps = {
    transformPastedHTML: (html) => pasting?.cleanHTML(html) ?? html,
    clipboardTextParser: (text, _context, plain) =>
      plainSlice(text, plain) as Slice,
    handlePaste: (view, event) => {
      const files = filesOf(event.clipboardData);
      const html = event.clipboardData?.getData("text/html") ?? "";
      const text = event.clipboardData?.getData("text/plain") ?? "";
      // Word puts a picture of the text beside the text
      if (files.length > 0 && !/<(p|h\d|li|td)\b/i.test(html)) {
        doors.files(files, null);
        return true;
      }
      if (html === "" && text === "" && isOther(event.clipboardData)) {
        return true;
      }
      if (html === "" && pasteURL(text)(view.state, view.dispatch)) {
        return true;
      }
      // pasteHTML and pasteText come here as well, with nothing to read
      if (pasting === null && event.clipboardData !== null) {
        void readPasting().then(() => html === "" ? view.pasteText(text)
          : view.pasteHTML(html), () => view.pasteText(text));
        return true;
      }
      return false;
    },
    handleDrop: (view, event) => {
      const files = view.dragging ? [] : filesOf(event.dataTransfer);
      if (files.length > 0) {
        const at = view.posAtCoords({ left: event.clientX,
          top: event.clientY });
        event.preventDefault();
        doors.files(files, at?.pos ?? null);
        return true;
      }
      return isOther(view.dragging ? null : event.dataTransfer);
    },
  };
  return new Plugin({ props });
}

function views(doors: Doors): EditorProps["nodeViews"] {
  const figure: NodeViewConstructor = (node, view, getPos) =>
    new FigureView(node, view, getPos, doors.hosts);
  return { image: figure, gallery: figure, video: figure, embed: figure,
    code_block: codeView, callout: calloutView, unknown: unknownView };
}

export function makeState(doc: Node, doors: Doors,
                          first: Plugin[]): EditorState {
  return EditorState.create({ doc, plugins: [
    ...first,
    rules(),
    keymap(keys(doors)),
    keymap(baseKeymap),
    paste(doors),
    history({ newGroupDelay: 700 }),
    dropCursor({ width: 2, class: "drop-line", color: false }),
    gapCursor(),
    tableEditing(),
    idsPlugin(),
    placeholder(),
    new Plugin({ props: { nodeViews: views(doors) } }),
  ] });
}
