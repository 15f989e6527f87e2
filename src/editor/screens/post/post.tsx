// Writing: the title, the text, what is said of it, and its way out.
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Node } from "prosemirror-model";
import { config, fieldErrors, get, post as send, sentence, user }
  from "../../api/client.ts";
import type { Json, Post } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import { addressOf } from "../../plan/preview.ts";
import { go } from "../../router.ts";
import { actsFor, stepsOf, type Act } from "../../save/acts.ts";
import { putCopy, reopen, reopened } from "../../save/copy.ts";
import { hasLeft, leaveToNew } from "../../save/local.ts";
import { find, Session, settled } from "../../save/session.ts";
import type { Draft } from "../../save/merge.ts";
import type { Shown } from "../../save/types.ts";
import { blockIndex } from "../../text/blocks.ts";
import { TextEditor } from "../../text/editor.tsx";
import { Aloud } from "../../ui/aloud.tsx";
import { copy } from "../../ui/copying.tsx";
import { lazy } from "../../ui/lazy.tsx";
import { useLeft } from "../../ui/left.tsx";
import { Button, confirm, Dialog, Empty, Field, Icon, Menu, say }
  from "../../ui/parts.tsx";
import { clock } from "../../ui/times.ts";
import { Banners } from "./banners.tsx";
import { Others, usePresence, type Company } from "./presence.tsx";
import { SidePanel, type Side } from "./side.tsx";

const ConflictDialog = lazy(() => import("./deciding.ts").then((m) =>
  m.ConflictDialog));
const PublishDialog = lazy(() => import("./publish.tsx").then((m) =>
  m.PublishDialog));

function stateText(shown: Shown): string {
  switch (shown.state) {
  case "saved":
    return t.state.saved(shown.at === null ? "" : clock(shown.at));
  case "refused":
    return t.state.refused(sentence({ status: shown.status ?? 0,
      body: shown.body }));
  default:
    return t.state[shown.state];
  }
}

const DIALOG: Act[] = ["publish", "schedule", "submit", "update", "ask"];
const ASK: Partial<Record<Act, string>> = { unpublish: t.unpublishAsk,
  archive: t.archiveAsk };
const LABEL: Record<Act, string> = { submit: t.submit, ask: t.submit,
  withdraw: t.withdraw, publish: t.publish, schedule: t.schedule,
  update: t.update, reject: t.sendBack, unpublish: t.unpublish,
  archive: t.archive, restore: t.restore };

// Blocks that were not touched are not counted again at each key.
const counted = new WeakMap<Node, number>();

function wordsOf(block: Node): number {
  let count = counted.get(block);
  if (count === undefined) {
    count = block.textBetween(0, block.content.size, " ", " ").split(/\s+/)
      .filter((word) => word !== "").length;
    counted.set(block, count);
  }
  return count;
}

function Words({ session }: { session: Session }): JSX.Element {
  const { doc, changes } = session;
  const words = useMemo(() => {
    let sum = 0;
    doc.forEach((block) => {
      sum += wordsOf(block);
    });
    return sum;
  }, [changes.value]);
  const blocks = doc.childCount;
  const most = config.value!.limits.blocks;
  return (
    <span class="words">{t.words(words, Math.max(1, Math.ceil(words / 200)))}
      {blocks > most * 0.9 &&
        ` · ${t.near(t.chooseBlock, blocks, most)}`}</span>
  );
}

// Where the public reads it; null: it does not, or nobody has told where.
function publicAddress(post: Post | null): string | null {
  const pattern = config.value!.post_url;
  return post?.status !== "PUBLISHED" || pattern === null ? null
    : addressOf(pattern, post.slug, post.id);
}

function tellDone(act: Act, post: Post | null): void {
  const address = publicAddress(post);
  say(t.done[act === "ask" ? "submit" : act], false,
    address === null ? undefined : { label: t.viewOnSite,
      run: () => open(address, "_blank", "noopener") });
}

function SendBack(props: { onClose: () => void;
  onGo: (note: string) => void }): JSX.Element {
  return (
    <Dialog title={t.sendBackTitle} onClose={props.onClose}>
      <form onSubmit={(event) => {
        event.preventDefault();
        props.onGo(String(new FormData(event.currentTarget).get("note")));
      }}>
        <Field label={t.sendBackNote}>
          {(attrs) => <textarea {...attrs} name="note" rows={4} required
            maxLength={4000} autofocus />}
        </Field>
        <footer>
          <Button onClick={props.onClose}>{t.cancel}</Button>
          <Button kind="main" type="submit">{t.sendBack}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Bar(props: { session: Session; company: Company; beside: boolean;
  onAct: (act: Act) => void; onBeside: () => void }): JSX.Element {
  const { session } = props;
  const shown = session.shown.value;
  const post = session.post.value;
  const me = user.value!;
  const status = post?.status ?? "DRAFT";
  const address = publicAddress(post);
  const [first, ...rest] = actsFor(status, me.role, post === null ||
    post.author.id === me.id);
  const busy = shown.action !== null || shown.state === "conflict";
  return (
    <header class="bar writing">
      <a class="button quiet" href="#/posts" aria-label={t.back}>
        <Icon name="back" /><span class="long">{t.posts}</span></a>
      <span class={`badge ${status}`}>{t.status[status]}</span>
      <span class={`state ${shown.state}`} role="status"
        aria-live="polite">{stateText(shown)}</span>
      <span class="space" />
      <Others others={props.company.others} />
      {first && !session.otherTab.value && (
        <Button kind="main" disabled={busy} id="act"
          onClick={() => props.onAct(first)}>{LABEL[first]}</Button>
      )}
      <Button kind="quiet" icon="sidebar" label={t.beside} id="beside"
        pressed={props.beside} onClick={props.onBeside} />
      <Menu label={t.more} icon="more">
        {!session.otherTab.value && rest.map((act) => <Button kind="quiet"
          disabled={busy} onClick={() => props.onAct(act)}>{LABEL[act]}
        </Button>)}
        {address !== null && <>
          <a href={address} target="_blank" rel="noopener">{t.viewOnSite}</a>
          <Button kind="quiet" onClick={() => void copy(address)}>
            {t.copyAddress}</Button></>}
        <Button kind="quiet" onClick={() => void copy(session.text())}>
          {t.copyText}</Button>
        {post && session.writable.value && (me.role !== "WRITER" ||
          status === "DRAFT") && <Button kind="quiet"
          onClick={() => void remove(session)}>{t.deletePost}</Button>}
      </Menu>
    </header>
  );
}

// Out of the trash comes the post; what was being written is put back to it.
async function undelete(id: number, copy: Draft | null): Promise<void> {
  await send(`/posts/${id}/undelete/`);
  if (copy !== null) {
    await putCopy(id, copy);
  }
  go(`/posts/${id}`);
  reopen();
}

// What is on this device of a post that is gone.
async function asNew(id: string): Promise<void> {
  await leaveToNew(id);
  go("/posts/new");
}

async function remove(session: Session): Promise<void> {
  const { id, status } = session.post.value!;
  if (["PUBLISHED", "SCHEDULED"].includes(status) &&
      !await confirm(t.deleteAskLive, t.deletePost)) {
    return;
  }
  const failed = (failure: Error) => say(failure.message, true);
  if (!await session.drained()) {
    say(t.saveFirst, true);
    return;
  }
  const copy = session.engine.versions().copy === null ? null
    : session.capture();
  await get(`/posts/${id}/`, { method: "DELETE" }).then(async () => {
    await session.abandon();
    go("/posts");
    say(t.trashed, false, { label: t.undo,
      run: () => void undelete(id, copy).catch(failed) });
  }, failed);
}

// What is wrong with the text leads to the block that it is about.
function ContentError({ session, text }: { session: Session; text: string }):
JSX.Element {
  const at = blockIndex(session.doc, Number(/\bBlock (\d+)/.exec(text)?.[1]));
  return (
    <p class="error" role="alert">{at < 0 ? text
      : <button type="button" class="link" onClick={() => session.reveal(
        session.doc.child(at).attrs.id)}>{text}</button>}</p>
  );
}

const FOCUS_WITHIN = 3000;

// Parts of the page come when they are wanted.
function focusWhenThere(id: string, until: number): void {
  const field = document.getElementById(id);
  if (field !== null && !document.querySelector("dialog[open]")) {
    field.scrollIntoView({ block: "center" });
    field.focus();
  } else if (Date.now() < until) {
    setTimeout(() => focusWhenThere(id, until), 50);
  }
}

function Writing({ session }: { session: Session }): JSX.Element {
  const [dialog, setDialog] = useState<Act | null>(null);
  const [side, setSide] = useState<Side | null>(innerWidth > 1000
    ? "details" : null);
  const company = usePresence(session);
  const [errors, setErrors] = useState<Record<string, string[]>>({});
  const shown = session.shown.value;
  const readOnly = !session.writable.value || session.otherTab.value;
  const { look, left } = useLeft();

  // the attribute autofocus is looked at when a page loads, not later
  useEffect(() => {
    if (session.post.peek() === null) {
      document.getElementById("title")?.focus();
    }
  }, [session]);

  // Where what is to be mended can be written; details are open for it.
  function goTo(field: string): void {
    setDialog(null);
    if (field !== "title" && field !== "text") {
      setSide("details");
    }
    focusWhenThere(field, Date.now() + FOCUS_WITHIN);
  }
  function run(act: Act, body?: Json): void {
    setDialog(null);
    setErrors({});
    session.engine.act({ name: act, steps: stepsOf(act, body),
      done: (result) => {
        if (result.ok) {
          // when the session has the post as it is now
          queueMicrotask(() => tellDone(act, session.post.peek()));
        } else {
          setErrors(fieldErrors(result.body));
          say(result.reason === "conflict" ? t.actionConflict
            : `${t.actionFailed} ${sentence({ status: result.status ?? 0,
              body: result.body })}`, true);
        }
      } });
  }
  async function act(wanted: Act): Promise<void> {
    if (DIALOG.includes(wanted) || wanted === "reject") {
      setDialog(wanted);
    } else if (ASK[wanted] === undefined ||
        await confirm(ASK[wanted], LABEL[wanted])) {
      run(wanted);
    }
  }

  return (
    <div class={side !== null ? "write with-details" : "write"}>
      <Bar session={session} company={company} beside={side !== null}
        onAct={(one) => void act(one)}
        onBeside={() => setSide(side === null ? "details" : null)} />
      <main class="sheet">
        <Banners session={session} news={company.news}
          onNotes={() => setSide("notes")}
          onNew={() => void asNew(String(session.post.value!.id))} />
        {errors.content?.map((text) => <ContentError session={session}
          text={text} />)}
        <textarea class="title" id="title" aria-label={t.title} rows={1}
          placeholder={t.title} value={session.meta.value.title}
          maxLength={255} readOnly={readOnly}
          onFocus={look}
          onInput={(event) => {
            look(event);
            session.setMeta({
              title: event.currentTarget.value.replace(/\n/g, " ") });
          }}
          onBlur={() => session.engine.titleDone()}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              session.view?.focus();
            }
          }} />
        {left}
        {errors.title && <p class="error">{errors.title.join(" ")}</p>}
        <TextEditor session={session} readOnly={readOnly}
          onNotes={() => setSide("notes")} />
        <footer class="foot"><Words session={session} /></footer>
      </main>
      {side !== null && <SidePanel session={session} readOnly={readOnly}
        errors={errors} now={side} onChange={setSide}
        onClose={() => setSide(null)} />}
      <Aloud />
      {dialog === "reject" && <SendBack onClose={() => setDialog(null)}
        onGo={(note) => run("reject", note.trim() === "" ? {} : { note })} />}
      {dialog !== null && dialog !== "reject" && <PublishDialog
        session={session} act={dialog as "publish"} onField={goTo}
        onClose={() => setDialog(null)} onGo={run} />}
      {shown.state === "conflict" && shown.merged &&
        <ConflictDialog session={session} merged={shown.merged} />}
    </div>
  );
}

// The post cannot be opened; what was written of it may be on this device.
function Lost({ id, error }: { id: string; error: string }): JSX.Element {
  const [left, setLeft] = useState(false);
  useEffect(() => void hasLeft(id).then(setLeft), [id]);
  return (
    <main>
      <Empty title={t.failed} text={left ? `${error} ${t.keptHere}` : error}>
        {left && <Button kind="main" onClick={() => void asNew(id)}>{t.asNew}
        </Button>}
        <a class="button" href="#/posts">{t.back}</a>
      </Empty>
    </main>
  );
}

export function PostScreen({ id }: { id: string }): JSX.Element {
  const [session, setSession] = useState<Session | null>(null);
  const [error, setError] = useState("");
  const round = reopened.value;
  useEffect(() => {
    let made: Session | null = null;
    let gone = false;
    settled(id).then(() => find(id)).then((found) => {
      if (!gone) {
        made = new Session(id, found);
        setSession(made);
      }
    }, (failure: Error) => setError(failure.message));
    const hide = () => made?.engine.leaving();
    const online = () => made?.engine.online();
    const save = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        made?.save();
      }
    };
    const unload = (event: BeforeUnloadEvent) => {
      if (made !== null && !made.engine.isSaved()) {
        made.engine.leaving();
        event.preventDefault();
      }
    };
    document.addEventListener("visibilitychange", hide);
    addEventListener("online", online);
    addEventListener("keydown", save);
    addEventListener("beforeunload", unload);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", hide);
      removeEventListener("online", online);
      removeEventListener("keydown", save);
      removeEventListener("beforeunload", unload);
      made?.leave();
    };
  }, [id, round]);
  if (error !== "") {
    return <Lost id={id} error={error} />;
  }
  return session === null ? <p class="loading">{t.loading}</p>
    : <Writing key={session.number} session={session} />;
}
