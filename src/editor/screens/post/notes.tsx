// Notes beside the text: threads in the order of their blocks.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { user } from "../../api/client.ts";
import type { Note } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import { threads, type Thread } from "../../save/notes.ts";
import type { Session } from "../../save/session.ts";
import { Button, confirm, Field, say } from "../../ui/parts.tsx";
import { ago } from "../../ui/times.ts";

const LONG = 60;

// The beginning of what stands in a block; null: it is gone.
function blockText(session: Session, id: string): string | null {
  let found: string | null = null;
  session.doc.forEach((node) => {
    found = node.attrs.id === id ? node.textBetween(0, node.content.size,
      " · ", " ") : found;
  });
  const text = found as string | null;
  return text === null ? null : text === "" ? t.blockWithoutText
    : text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

// By their places in the text; those of no block first.
function placed(session: Session, list: Thread[]): Thread[] {
  const places = new Map<string, number>();
  session.doc.forEach((node, pos) => places.set(node.attrs.id, pos));
  const at = ({ first }: Thread) => first.block === null ? -1
    : places.get(first.block) ?? Infinity;
  return [...list].sort((a, b) => at(a) === at(b)
    ? a.first.id - b.first.id : at(a) - at(b));
}

function attempt(work: Promise<void>): Promise<boolean> {
  return work.then(() => true, (failure: Error) => {
    say(failure.message, true);
    return false;
  });
}

function Said({ note, session }: { note: Note; session: Session }):
JSX.Element {
  const me = user.value!;
  const mine = note.author.id === me.id || me.role !== "WRITER";
  async function remove(): Promise<void> {
    if (await confirm(t.deleteNoteAsk, t.deleteNote)) {
      session.notes.hide(note, true);
      say(t.noteDeleted, false, { label: t.undo,
        run: () => session.notes.hide(note, false),
        unless: () => void attempt(session.notes.remove(note)) });
    }
  }
  return (
    <div class="note">
      <p class="about"><strong>{note.author.name}</strong>
        <span>{ago(note.created_at)}</span>
        {mine && <Button kind="quiet" icon="trash" label={t.deleteNote}
          onClick={() => void remove()} />}</p>
      <p class="note-text">{note.text}</p>
    </div>
  );
}

function Write({ label, act, onSend, onCancel, children }: { label: string;
  act: string; onSend: (text: string) => Promise<boolean>;
  onCancel?: () => void; children?: ComponentChildren }): JSX.Element {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (onCancel !== undefined) {
      field.current?.focus();
    }
  }, []);
  async function send(): Promise<void> {
    setBusy(true);
    if (text.trim() !== "" && await onSend(text.trim())) {
      setText("");
      field.current?.focus();
    }
    setBusy(false);
  }
  return (
    <form class="note-form" onSubmit={(event) => {
      event.preventDefault();
      void send();
    }}>
      <Field label={label}>
        {(attrs) => <textarea {...attrs} rows={3} maxLength={4000}
          value={text} ref={field}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              void send();
            }
          }} />}
      </Field>
      {children}
      <div class="row">
        <Button type="submit" kind={onCancel ? "plain" : "main"}
          disabled={busy || text.trim() === ""}>{act}</Button>
        {onCancel && <Button kind="quiet" onClick={onCancel}>{t.cancel}
        </Button>}
      </div>
    </form>
  );
}

function ThreadView({ thread, session }: { thread: Thread;
  session: Session }): JSX.Element {
  const { first, answers } = thread;
  const [answering, setAnswering] = useState(false);
  const ref = useRef<HTMLLIElement>(null);
  const looked = session.notes.shown.value === first.id;
  useEffect(() => {
    if (looked) {
      ref.current?.scrollIntoView({ block: "nearest" });
      ref.current?.focus();
    }
  }, [looked]);
  const text = first.block === null ? null : blockText(session, first.block);
  return (
    <li class={`thread${first.resolved ? " resolved" : ""}${looked
      ? " looked" : ""}`} ref={ref} tabIndex={-1}>
      {first.block !== null && (text === null
        ? <p class="hint">{t.blockGone}</p>
        : <button type="button" class="link quoted"
          onClick={() => session.reveal(first.block!)}>{text}</button>)}
      <Said note={first} session={session} />
      {answers.map((one) => <Said key={one.id} note={one}
        session={session} />)}
      {answering ? <Write label={t.answer} act={t.answerSend}
        onCancel={() => setAnswering(false)}
        onSend={async (said) => {
          const ok = await attempt(session.notes.add(said, first.block,
            first.id));
          setAnswering(!ok);
          return ok;
        }} /> : (
        <div class="row">
          {!first.resolved && <Button kind="quiet"
            onClick={() => setAnswering(true)}>{t.answer}</Button>}
          <Button kind="quiet" onClick={() => void attempt(
            session.notes.resolve(first, !first.resolved))}>
            {first.resolved ? t.reopenNote : t.resolveNote}</Button>
        </div>
      )}
      {first.resolved_by && <p class="hint">
        {t.resolvedBy(first.resolved_by.name)}</p>}
    </li>
  );
}

export function NotesPanel({ session }: { session: Session }): JSX.Element {
  const [all, setAll] = useState(false);
  const [whole, setWhole] = useState(false);
  const { notes } = session;
  useEffect(() => {
    void notes.load().catch(() => undefined);
  }, []);
  // drawn again when blocks change
  void session.changes.value;
  const here = session.place.value;
  const text = here === null ? null : blockText(session, here);
  const list = threads(notes.list.value);
  const shown = placed(session, list.filter((one) => all ||
    !one.first.resolved || one.first.id === notes.shown.value));
  const done = list.length - notes.unsolved.value.length;
  const atBlock = text !== null && !whole;
  return (
    <div class="notes">
      <Write label={t.newNote} act={t.noteSend} onSend={(said) => attempt(
        notes.add(said, atBlock ? here : null, null))}>
        {text !== null && (
          <label class="check"><input type="checkbox" checked={!whole}
            onChange={() => setWhole(!whole)} />
          <span>{t.noteAt} <em>{text}</em></span></label>
        )}
      </Write>
      {shown.length === 0 && <p class="hint">{t.emptyNotes}</p>}
      <ul class="threads">
        {shown.map((one) => <ThreadView key={one.first.id} thread={one}
          session={session} />)}
      </ul>
      {done > 0 && <label class="check"><input type="checkbox" checked={all}
        onChange={() => setAll(!all)} /> {t.resolvedToo(done)}</label>}
    </div>
  );
}
