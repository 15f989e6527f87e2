// The menu of blocks: "/" at a line's start or behind a space, Ctrl+/, and
// the button.  The focus stays in the text; what is typed narrows the list.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { t } from "../i18n/en.ts";
import { current, fresh, insertBlock } from "./commands.ts";
import { TEXTUAL, turnInto } from "./convert.ts";

interface Open {
  // where the slash stands; null: opened by a button
  from: number | null;
  words: string;
  at: number;
  left: number;
  top: number;
}

export interface SlashDoors {
  // asks for what a picture or a video shows
  files(kind: string): void;
  library(): void;
}

export const KINDS = Object.keys(t.blocks);

// What a block needs first has the focus: an address, its pictures.
function toField(view: EditorView): void {
  const place = current(view.state);
  const dom = place === null ? null : view.nodeDOM(place.pos);
  if (place !== null && ["embed", "gallery"].includes(place.node.type.name) &&
      dom instanceof HTMLElement) {
    dom.querySelector<HTMLElement>(".pick, .block-field input")?.focus();
  }
}

export class Slash {
  readonly open = signal<Open | null>(null);
  private view: EditorView | null = null;
  private readonly doors: SlashDoors;

  constructor(doors: SlashDoors) {
    this.doors = doors;
  }

  found(): string[] {
    const typed = (this.open.value?.words ?? "").toLowerCase().trim()
      .split(" ");
    return KINDS.filter((kind) => {
      const words = t.blocks[kind].join(" ").toLowerCase().split(" ");
      return typed.every((one) => words.some((word) => word.startsWith(one)));
    });
  }

  show(view: EditorView, from: number | null): void {
    const place = view.coordsAtPos(view.state.selection.from);
    const low = place.bottom + 320 > innerHeight;
    this.view = view;
    this.open.value = { from, words: "", at: 0,
      left: place.left,
      top: low ? Math.max(8, place.top - 328) : place.bottom + 6 };
  }

  close(): void {
    this.open.value = null;
  }

  choose(kind: string): void {
    const { view } = this;
    const now = this.open.value;
    this.close();
    if (view === null) {
      return;
    }
    if (now !== null && now.from !== null) {
      view.dispatch(view.state.tr.delete(now.from,
        view.state.selection.from));
    }
    view.focus();
    if (kind === "image" || kind === "video") {
      this.doors.files(kind);
      return;
    }
    if (kind === "library") {
      this.doors.library();
      return;
    }
    const { parent } = view.state.selection.$from;
    if (!(TEXTUAL.includes(kind) && parent.content.size === 0 &&
        turnInto(kind)(view.state, view.dispatch))) {
      insertBlock(fresh(kind))(view.state, view.dispatch);
      toField(view);
    }
  }

  // Typed over a menu that a button has opened: it is no text.
  private narrow(text: string): boolean {
    const now = this.open.value;
    if (now === null || now.from !== null) {
      return false;
    }
    this.open.value = { ...now, words: now.words + text, at: 0 };
    return true;
  }

  private key(event: KeyboardEvent): boolean {
    const now = this.open.value;
    const found = this.found();
    if (now === null) {
      return false;
    }
    switch (event.key) {
    case "ArrowDown":
    case "ArrowUp": {
      const by = event.key === "ArrowDown" ? 1 : found.length - 1;
      this.open.value = { ...now, at: (now.at + by) %
        Math.max(1, found.length) };
      return true;
    }
    case "Enter":
    case "Tab":
      if (found.length === 0) {
        this.close();
        return false;
      }
      this.choose(found[now.at]);
      return true;
    case "Escape":
      this.close();
      return true;
    case "Backspace":
      if (now.from === null) {
        this.open.value = { ...now, words: now.words.slice(0, -1), at: 0 };
      }
      return now.from === null;
    default:
      return false;
    }
  }

  plugin(): Plugin {
    return new Plugin({
      props: {
        handleKeyDown: (_view, event) => this.key(event),
        handleTextInput: (view, from, _to, text) => {
          if (this.narrow(text)) {
            return true;
          }
          const { $from } = view.state.selection;
          const before = $from.parent.textBetween(0, $from.parentOffset,
            undefined, " ");
          if (text === "/" && !$from.parent.type.spec.code &&
              (before === "" || before.endsWith(" "))) {
            queueMicrotask(() => this.show(view, from));
          }
          return false;
        },
        attributes: (): Record<string, string> => this.open.value === null
          ? {} : { "aria-controls": "slash",
            "aria-activedescendant": `slash-${this.open.value.at}` },
      },
      view: () => ({ update: (view) => this.follow(view) }),
    });
  }

  // What stands behind the slash narrows; leaving it closes.
  private follow(view: EditorView): void {
    const now = this.open.peek();
    if (now === null || now.from === null) {
      return;
    }
    const { $from, empty } = view.state.selection;
    const text = empty && $from.pos > now.from &&
      now.from >= $from.start() ? view.state.doc.textBetween(now.from,
        $from.pos) : "";
    if (!text.startsWith("/") || /^\/\s|\s\s|\n/.test(text)) {
      this.close();
    } else if (text.slice(1) !== now.words) {
      this.open.value = { ...now, words: text.slice(1), at: 0 };
      // words that go on are text, not a name
      if (text.includes(" ") && this.found().length === 0) {
        this.close();
      }
    }
  }
}

export function SlashMenu({ slash }: { slash: Slash }): JSX.Element | null {
  const ref = useRef<HTMLDivElement>(null);
  const now = slash.open.value;
  const found = slash.found();
  useEffect(() => {
    if (ref.current !== null && now !== null) {
      const most = innerWidth - ref.current.offsetWidth - 8;
      ref.current.style.left = `${Math.max(8, Math.min(now.left, most))}px`;
      ref.current.style.top = `${now.top}px`;
      ref.current.querySelector("[aria-selected=true]")?.scrollIntoView(
        { block: "nearest" });
    }
  });
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (!ref.current?.contains(event.target as globalThis.Node)) {
        slash.close();
      }
    };
    if (now !== null) {
      addEventListener("pointerdown", away);
    }
    return () => removeEventListener("pointerdown", away);
  }, [now === null]);
  if (now === null) {
    return null;
  }
  const name = found[now.at] === undefined ? "" : t.blocks[found[now.at]][0];
  return (
    <div class="slash" ref={ref}>
      <ul id="slash" role="listbox" aria-label={t.chooseBlock}>
        {found.map((kind, i) => (
          <li id={`slash-${i}`} role="option" aria-selected={i === now.at}
            onPointerDown={(event) => {
              event.preventDefault();
              slash.choose(kind);
            }}>{t.blocks[kind][0]}</li>
        ))}
      </ul>
      <p class="unseen" aria-live="polite">
        {t.results(found.length, name, now.at + 1)}</p>
      {now.from === null && now.words !== "" &&
        <p class="hint">{now.words}</p>}
      {found.length === 0 && <p class="hint">{t.results(0, "", 0)}</p>}
    </div>
  );
}
