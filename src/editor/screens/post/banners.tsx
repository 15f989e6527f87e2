// What somebody who opens a post must know before writing.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { user } from "../../api/client.ts";
import { t } from "../../i18n/en.ts";
import { dropCopy, putCopy, reopen } from "../../save/copy.ts";
import { differing, type Draft } from "../../save/merge.ts";
import type { Session } from "../../save/session.ts";
import { copy } from "../../ui/copying.tsx";
import { lazy } from "../../ui/lazy.tsx";
import { Button, confirm, say } from "../../ui/parts.tsx";
import { ago } from "../../ui/times.ts";

const CompareDialog = lazy(() => import("./deciding.ts").then((m) =>
  m.CompareDialog));

async function putBack(id: number, fields: Draft): Promise<void> {
  await putCopy(id, fields).then(reopen, (failure: Error) =>
    say(failure.message, true));
}

async function discard(session: Session): Promise<void> {
  if (!await confirm(t.discardAsk, t.discard)) {
    return;
  }
  const { id } = session.post.value!;
  const fields = session.capture();
  await session.abandon();
  const gone = await dropCopy(id);
  reopen();
  if (gone) {
    say(t.discarded, false, { label: t.undo,
      run: () => void putBack(id, fields) });
  } else {
    say(t.failed, true);
  }
}

function Banner({ children, kind = "" }: { children: ComponentChildren;
  kind?: string }): JSX.Element {
  return <div class={`banner ${kind}`} role="status">{children}</div>;
}

// "Changes by Ana that are not live."
function NotLive({ session }: { session: Session }): JSX.Element | null {
  const [open, setOpen] = useState(true);
  const [compare, setCompare] = useState(false);
  const copy = session.copy.value;
  const post = session.post.value;
  if (copy === null || post === null) {
    return null;
  }
  const draft = post.status === "DRAFT";
  const mine = copy.author.id === user.value!.id;
  return (
    <>
      {open && (!draft || !mine || copy.stale) && (
        <Banner>
          <span>{draft ? t.changedBy(copy.author.name) : mine ? t.notLiveMine
            : t.notLive(copy.author.name)} <small>{ago(copy.updated_at)}
          </small>{copy.stale && ` ${draft ? t.staleDraft : t.stale}`}
          {copy.submitted && ` ${t.copySubmitted}`}</span>
          <Button onClick={() => setOpen(false)}>{t.goOn}</Button>
          <Button onClick={() => setCompare(true)}>
            {draft ? t.showDifference : t.showLive}</Button>
          {session.writable.value && <Button
            onClick={() => void discard(session)}>{t.discard}</Button>}
        </Banner>
      )}
      {compare && <CompareDialog session={session}
        onClose={() => setCompare(false)}
        onDiscard={() => {
          setCompare(false);
          void discard(session);
        }} />}
    </>
  );
}

function SentBack({ session, onNotes }: { session: Session;
  onNotes: () => void }): JSX.Element | null {
  const { notes } = session;
  const back = notes.back.value;
  const note = notes.why.value;
  const [open, setOpen] = useState(true);
  if (!open || back === null || session.post.value?.status !== "DRAFT" ||
      note?.resolved) {
    return null;
  }
  return (
    <Banner kind="sent-back">
      <span>{t.sentBackBy(back.author?.name ?? "")}{" "}
        <small>{ago(back.created_at)}</small>
        {note !== null && <q>{note.text}</q>}</span>
      {note !== null && <Button onClick={() => {
        notes.shown.value = note.id;
        onNotes();
      }}>{t.answer}</Button>}
      <Button onClick={() => setOpen(false)}>{t.close}</Button>
    </Banner>
  );
}

function Kept({ session }: { session: Session }): JSX.Element | null {
  const kept = session.local.offered.value;
  return kept && (
    <Banner>
      <span>{t.localDraft(differing(kept.fields, session.capture()))}</span>
      <Button onClick={() => session.useLocal()}>{t.localUse}</Button>
      <Button onClick={() => session.local.decided()}>{t.localDrop}</Button>
    </Banner>
  );
}

export function Banners({ session, news, onNotes, onNew }: {
  session: Session; news: string | null; onNotes: () => void;
  onNew: () => void }): JSX.Element {
  const { state } = session.shown.value;
  return (
    <>
      {state === "gone" && (
        <Banner><span>{t.state.gone}</span>
          <Button onClick={onNew}>{t.asNew}</Button></Banner>
      )}
      {session.otherTab.value && (
        <Banner><span>{t.otherTab}. {t.otherTabText}</span>
          <Button onClick={() => void session.lock(true)}>{t.editHere}
          </Button></Banner>
      )}
      {!session.writable.value && state !== "gone" && (state === "refused"
        ? <Banner><span>{t.rightLost}</span>
          <Button onClick={() => void copy(session.text())}>{t.copyText}
          </Button></Banner> : <Banner>{t.cannotEdit}</Banner>)}
      {news !== null && (
        <Banner><span>{news}</span>
          <Button onClick={reopen}>{t.showNews}</Button></Banner>
      )}
      <SentBack session={session} onNotes={onNotes} />
      <Kept session={session} />
      <NotLive session={session} />
    </>
  );
}
