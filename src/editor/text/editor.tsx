// The text itself: ProseMirror's view in the page, its toolbar and menus.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { EditorView } from "prosemirror-view";
import { t } from "../i18n/en.ts";
import type { Session } from "../save/session.ts";
import { lazy } from "../ui/lazy.tsx";
import type { Wanted } from "../ui/picker.tsx";
import { barLook, looksSame, type BarLook } from "./bar.ts";
import { flashPlugin } from "./flash.ts";
import { handlePlugin } from "./handle.ts";
import { notedPlugin, showNoted } from "./noted.ts";
import { makeState, type Doors } from "./setup.ts";
import { Slash, SlashMenu } from "./slash.tsx";
import { Toolbar } from "./toolbar.tsx";
import { uploadsPlugin } from "./uploads-plugin.ts";
import type { Hosts } from "./views/figure.ts";

const MediaPicker = lazy(() => import("../ui/picker.tsx").then((m) =>
  m.MediaPicker));

interface Props {
  session: Session;
  readOnly: boolean;
  // somebody wants to read or leave notes
  onNotes: () => void;
}

function askFiles(accept: string, done: (files: File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.multiple = true;
  input.onchange = () => done([...input.files ?? []]);
  input.click();
}

export function TextEditor({ session, readOnly, onNotes }: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [look, setLook] = useState<BarLook | null>(null);
  const [linking, setLinking] = useState(false);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const locked = useRef(readOnly);
  locked.current = readOnly;
  const slash = useRef<Slash | undefined>(undefined);
  const pick: Hosts["pick"] = (kind, several, done) => setWanted({ kind,
    several, done });
  slash.current ??= new Slash({
    files: (kind) => askFiles(kind === "video" ? "video/*"
      : "image/*,.heic,.avif", (files) => session.addFiles(files, null)),
    library: () => pick("IMAGE", true, (media) => session.addMedia(media)),
  });

  useEffect(() => {
    const doors: Doors = {
      hosts: { pick },
      files: (files, pos) => session.addFiles(files, pos),
      link: () => setLinking(true),
      blocks: () => slash.current!.show(made, null),
      note: onNotes,
      toToolbar: () => bar.current?.querySelector<HTMLElement>(
        "button[tabindex='0']")?.focus(),
    };
    const made = new EditorView(place.current!, {
      state: makeState(session.doc, doors, [slash.current!.plugin(),
        handlePlugin(doors.blocks), uploadsPlugin(), flashPlugin(),
        notedPlugin((id) => {
          session.notes.shown.value = session.notes.unsolved.peek().find(
            ({ first }) => first.block === id)?.first.id ?? null;
          onNotes();
        })]),
      editable: () => !locked.current,
      attributes: { "class": "text", role: "textbox",
        "aria-multiline": "true", "aria-label": t.body, id: "text" },
      dispatchTransaction: (tr) => {
        made.updateState(made.state.apply(tr));
        session.changed(made.state, tr);
        setLook((now) => {
          const next = barLook(made.state);
          return now !== null && looksSame(now, next) ? now : next;
        });
      },
    });
    session.view = made;
    void session.began();
    setView(made);
    setLook(barLook(made.state));
    return () => {
      session.view = null;
      made.destroy();
    };
  }, [session]);
  useEffect(() => {
    view?.setProps({ editable: () => !readOnly });
  }, [readOnly, view]);

  const { counts } = session.notes;
  useEffect(() => {
    if (view !== null && !view.isDestroyed) {
      showNoted(view, counts.value);
    }
  }, [view, counts.value]);

  return (
    <>
      {view !== null && look !== null && !readOnly && (
        <div ref={bar} class="toolbar-place">
          <Toolbar view={view} look={look} slash={slash.current}
            linking={linking} onLink={setLinking} onNote={onNotes} />
        </div>
      )}
      <div ref={place} class="text-place" />
      {view !== null && !readOnly && (
        <button type="button" class="button quiet add"
          onClick={() => {
            view.focus();
            slash.current!.show(view, null);
          }}>+ {t.addBlock}</button>
      )}
      <SlashMenu slash={slash.current} />
      {wanted && <MediaPicker wanted={wanted}
        onClose={() => {
          setWanted(null);
          queueMicrotask(() => view?.focus());
        }} />}
    </>
  );
}
