// The fixed toolbar: one tab stop, arrows inside, Esc back to the text.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import type { Command, EditorState } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow,
  toggleHeaderRow } from "prosemirror-tables";
import type { EditorView } from "prosemirror-view";
import { t } from "../i18n/en.ts";
import { Button, Icon, Menu } from "../ui/parts.tsx";
import { lazy } from "../ui/lazy.tsx";
import { SHOWN, type BarLook } from "./bar.ts";
import { current, deleteBlock, duplicateBlock } from "./commands.ts";
import { turnInto } from "./convert.ts";
import { moveDown, moveTo, moveToTop, moveUp } from "./moving.ts";
import { schema } from "./schema.ts";
import type { Slash } from "./slash.tsx";

const LinkDialog = lazy(() => import("./dialogs.tsx").then((m) =>
  m.LinkDialog));
const KeysDialog = lazy(() => import("./dialogs.tsx").then((m) =>
  m.KeysDialog));
const PositionDialog = lazy(() => import("./dialogs.tsx").then((m) =>
  m.PositionDialog));

interface Props {
  view: EditorView;
  look: BarLook;
  slash: Slash;
  linking: boolean;
  onLink: (open: boolean) => void;
  onNote: () => void;
}

const LETTERS: Record<string, string> = { strong: "B", em: "I",
  strike: "S", code: "‹›" };

function nameOf({ kind, level }: BarLook): string {
  return t.blocks[kind]?.[0] ?? (level > 0
    ? t.blocks.heading2[0].replace("2", String(level)) : "");
}

// The whole link that the caret is in.
function linkAround(state: EditorState): { from: number; to: number;
  href: string } {
  const { $from, from, to, empty } = state.selection;
  const mark = schema.marks.link.isInSet($from.marks()) ??
    schema.marks.link.isInSet($from.nodeAfter?.marks ?? []);
  if (!empty || !mark) {
    return { from, to, href: mark?.attrs.href ?? "" };
  }
  let [start, end] = [$from.start(), $from.start()];
  let [first, last] = [from, to];
  $from.parent.forEach((node, offset) => {
    start = $from.start() + offset;
    end = start + node.nodeSize;
    if (mark.isInSet(node.marks) && start <= from && from <= end) {
      [first, last] = [start, end];
    }
  });
  return { from: first, to: last, href: mark.attrs.href };
}

// When the dialog has given the focus back.
function later(run: () => void): void {
  setTimeout(run, 0);
}

// Sets the link of that place, or takes it away.
function setLink(view: EditorView, href: string): void {
  const { from, to } = linkAround(view.state);
  const { tr } = view.state;
  const { link } = schema.marks;
  tr.removeMark(from, to, link);
  if (href !== "" && from === to) {
    tr.insert(from, schema.text(href, [link.create({ href })]));
  } else if (href !== "") {
    tr.addMark(from, to, link.create({ href }));
  }
  view.dispatch(tr);
}

function stops(bar: HTMLElement): HTMLElement[] {
  return [...bar.querySelectorAll<HTMLElement>(
    ":scope > button, :scope > .menu > button")];
}

// One of the buttons is a tab stop, the arrows go on to the others.
function rove(event: KeyboardEvent, view: EditorView): void {
  const bar = event.currentTarget as HTMLElement;
  const buttons = stops(bar).filter((one) =>
    !(one as HTMLButtonElement).disabled);
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const last = buttons.length - 1;
  const to = { ArrowRight: at === last ? 0 : at + 1,
    ArrowLeft: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
  if (event.key === "Escape" && !bar.querySelector(":popover-open")) {
    view.focus();
  } else if (at >= 0 && to !== undefined) {
    for (const one of stops(bar)) {
      one.tabIndex = one === buttons[to] ? 0 : -1;
    }
    buttons[to].focus();
    event.preventDefault();
  }
}

export function Toolbar(props: Props): JSX.Element {
  const { view, slash, look } = props;
  const bar = useRef<HTMLDivElement>(null);
  const targets = look.targets.split(" ").filter((one) => one !== "");
  const on = look.on.split(" ");
  const [placing, setPlacing] = useState(false);
  const [keys, setKeys] = useState(false);
  const run = (command: Command) => () => {
    command(view.state, view.dispatch, view);
    view.focus();
  };
  useLayoutEffect(() => {
    stops(bar.current!).forEach((one, i) => {
      one.tabIndex = i === 0 ? 0 : -1;
    });
  }, []);
  return (
    <div class="toolbar" role="toolbar" aria-label={t.toolbar} ref={bar}
      onKeyDown={(event) => rove(event, view)}>
      <Button kind="quiet" icon="plus" label={`${t.addBlock} (Ctrl+/)`}
        onClick={() => {
          view.focus();
          slash.show(view, null);
        }} />
      <Menu label={t.turnInto} text={nameOf(look) || t.turnInto}>
        {targets.map((kind) => <Button kind="quiet"
          onClick={run(turnInto(kind))}>{t.blocks[kind][0]}</Button>)}
        {targets.length === 0 && <Button kind="quiet" disabled>
          {t.turnNone}</Button>}
      </Menu>
      {SHOWN.map((name) => (
        <button type="button" class={`button quiet mark-${name}`}
          aria-label={t.mark[name]} title={t.mark[name]}
          aria-pressed={on.includes(name)}
          onClick={run(toggleMark(schema.marks[name]))}>
          {LETTERS[name]}</button>
      ))}
      <button type="button" class="button quiet" aria-label={t.mark.link}
        title={`${t.mark.link} (Ctrl+K)`}
        aria-pressed={on.includes("link")}
        onClick={() => props.onLink(true)}><Icon name="link" /></button>
      <button type="button" class="button quiet" aria-label={t.undo}
        title={t.undo} disabled={!look.undo}
        onClick={run(undo)}><Icon name="undo" /></button>
      <button type="button" class="button quiet" aria-label={t.redo}
        title={t.redo} disabled={!look.redo}
        onClick={run(redo)}><Icon name="redo" /></button>
      <Menu label={t.more} icon="more">
        <Button kind="quiet" onClick={run(moveUp)}>{t.moveUp}</Button>
        <Button kind="quiet" onClick={run(moveDown)}>{t.moveDown}</Button>
        <Button kind="quiet" onClick={run(moveToTop)}>
          {t.moveToTop}</Button>
        <Button kind="quiet" onClick={() => setPlacing(true)}>
          {t.moveTo}</Button>
        <Button kind="quiet" onClick={run(duplicateBlock)}>
          {t.duplicate}</Button>
        <Button kind="quiet" onClick={run(deleteBlock)}>
          {t.deleteBlock}</Button>
        <Button kind="quiet" onClick={props.onNote}>{t.noteHere}</Button>
        {["sub", "sup"].map((name) => <Button kind="quiet"
          onClick={run(toggleMark(schema.marks[name]))}>
          {t.mark[name]}</Button>)}
        {look.table && <>
          <Button kind="quiet" onClick={run(addRowAfter)}>
            {t.addRow}</Button>
          <Button kind="quiet" onClick={run(addColumnAfter)}>
            {t.addColumn}</Button>
          <Button kind="quiet" onClick={run(deleteRow)}>
            {t.deleteRow}</Button>
          <Button kind="quiet" onClick={run(deleteColumn)}>
            {t.deleteColumn}</Button>
          <Button kind="quiet" onClick={run(toggleHeaderRow)}>
            {t.headerRow}</Button>
        </>}
        <Button kind="quiet" onClick={() => setKeys(true)}>{t.keys}</Button>
      </Menu>
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
      {placing && <PositionDialog count={view.state.doc.childCount}
        now={(current(view.state)?.index ?? 0) + 1}
        onClose={() => setPlacing(false)}
        onGo={(to) => {
          setPlacing(false);
          later(run(moveTo(to - 1)));
        }} />}
      {props.linking && <LinkDialog href={linkAround(view.state).href}
        onClose={() => props.onLink(false)}
        onSet={(href) => {
          setLink(view, href);
          props.onLink(false);
          later(() => view.focus());
        }} />}
    </div>
  );
}
