// The history of a post: its revisions, what two of them differ in, and back.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, get, Refused, user } from "../../api/client.ts";
import type { Page, Post, Revision } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import { dropCopy, putCopy, reopen } from "../../save/copy.ts";
import type { Draft } from "../../save/merge.ts";
import type { Session } from "../../save/session.ts";
import { nameOf as categoryName, useCategories }
  from "../../ui/categories.ts";
import { Difference } from "../../ui/difference.tsx";
import { Button, confirm, Dialog, Field, say } from "../../ui/parts.tsx";
import { ago, moment } from "../../ui/times.ts";

const SIZE = 30;
const PUBLIC = ["PUBLISHED", "SCHEDULED"];

function mayRevert(session: Session): boolean {
  const post = session.post.value!;
  const me = user.value!;
  return !session.otherTab.value && (me.role !== "WRITER" ||
    (post.author.id === me.id && post.status === "DRAFT"));
}

async function revertTo(post: number, number: number): Promise<void> {
  const now = await ask(`/posts/${post}/`);
  const done = await get<Post & { missing_media: number[] }>(
    `/posts/${post}/revisions/${number}/revert/`, { method: "POST", body: {},
      headers: now.etag ? { "If-Match": now.etag } : {} });
  if (done.missing_media.length > 0) {
    say(t.missingMedia(done.missing_media.length), true);
  }
}

async function newestOf(post: number): Promise<number> {
  const page = await get<Page<Revision>>(
    `/posts/${post}/revisions/?page_size=1`);
  return page.results[0].number;
}

// What was being written goes too: it comes back with the opposite act.
async function revertAll(session: Session, number: number): Promise<void> {
  const { id } = session.post.value!;
  if (!await session.drained()) {
    say(t.saveFirst, true);
    return;
  }
  const newest = await newestOf(id);
  const copy = session.engine.versions().copy === null ? null
    : session.capture();
  await session.abandon();
  await revertTo(id, number);
  if (copy !== null) {
    await dropCopy(id);
  }
  const back = async () => {
    await revertTo(id, newest);
    if (copy !== null) {
      await putCopy(id, copy);
    }
  };
  say(t.reverted(number), false, { label: t.undo, run: () => void back()
    .catch((failure: Error) => say(failure.message, true)).then(reopen) });
}

async function revert(session: Session, number: number): Promise<void> {
  const text = PUBLIC.includes(session.post.value!.status)
    ? t.revertAskLive(number) : t.revertAsk(number);
  if (await confirm(text, t.revert)) {
    await revertAll(session, number).catch((failure: Error) =>
      say(failure.message, true));
    reopen();
  }
}

function Line({ one, chosen, onChoose }: { one: Revision; chosen: boolean;
  onChoose: () => void }): JSX.Element {
  return (
    <li class="revision">
      <button type="button" aria-pressed={chosen} onClick={onChoose}>
        <strong>{t.revisionActs[one.action] ?? one.action}</strong>
        <span>{one.author?.name ?? t.bySchedule}{" · "}
          <time dateTime={one.created_at} title={moment(one.created_at)}>
            {ago(one.created_at)}</time></span>
        {one.changed.length > 0 && <span class="changed">
          {one.changed.map((name) => t.fields[name] ?? name).join(", ")}
        </span>}
      </button>
    </li>
  );
}

function nameOf(one: Revision): string {
  return `${one.number}: ${t.revisionActs[one.action] ?? one.action}, ${
    moment(one.created_at)}`;
}

function Compare(props: { session: Session; list: Revision[];
  from: Revision; onClose: () => void }): JSX.Element {
  const { session, list, from } = props;
  // 0: what stands in the editor now
  const [other, setOther] = useState(0);
  const [left, setLeft] = useState<Draft | null>(null);
  const [right, setRight] = useState<Draft | null>(null);
  const categories = useCategories();
  const path = `/posts/${session.post.value!.id}/revisions/`;
  async function fieldsAt(number: number): Promise<Draft | null> {
    return number === 0 ? session.capture()
      : (await get<Revision>(`${path}${number}/`)).post ?? null;
  }
  useEffect(() => {
    const failed = (failure: Refused) => say(failure.message, true);
    let wanted = true; // until another one is chosen
    fieldsAt(from.number).then(setLeft, failed);
    setRight(null);
    fieldsAt(other).then((fields) => wanted && setRight(fields), failed);
    return () => void (wanted = false);
  }, [other]);
  // the older one first, whichever was asked for
  const turned = other !== 0 && other < from.number;
  const told = list.find((one) => one.number === other);
  const names = [nameOf(from), told ? nameOf(told) : t.textNow];
  return (
    <Dialog title={t.revisionOf(from.number)} wide onClose={props.onClose}>
      <Field label={t.compareWith}>
        {(attrs) => (
          <select {...attrs} value={other} onChange={(event) => setOther(
            Number(event.currentTarget.value))}>
            <option value={0}>{t.textNow}</option>
            {list.filter((one) => one.number !== from.number).map((one) =>
              <option value={one.number}>{nameOf(one)}</option>)}
          </select>
        )}
      </Field>
      {left === null || right === null ? <p class="loading">{t.loading}</p>
        : <Difference before={turned ? right : left}
          after={turned ? left : right} left={names[turned ? 1 : 0]}
          right={names[turned ? 0 : 1]}
          names={{ category: (id) => categoryName(id, categories) }} />}
      <footer>
        <Button onClick={props.onClose}>{t.close}</Button>
        {mayRevert(session) && <Button kind="main" onClick={() => {
          props.onClose();
          void revert(session, from.number);
        }}>{t.revert}</Button>}
      </footer>
    </Dialog>
  );
}

export function HistoryPanel({ session }: { session: Session }):
JSX.Element {
  const [list, setList] = useState<Revision[] | null>(null);
  const [more, setMore] = useState(false);
  const [error, setError] = useState("");
  const [open, setOpen] = useState<Revision | null>(null);
  const { id } = session.post.value!;
  const seen = session.engine.versions().post;
  const asked = useRef(0); // only the last question's answer counts
  function load(known: Revision[]): void {
    const mine = ++asked.current;
    const page = Math.floor(known.length / SIZE) + 1;
    get<Page<Revision>>(`/posts/${id}/revisions/?page_size=${SIZE}&page=${
      page}`).then((found) => {
      if (mine === asked.current) {
        setList([...known, ...found.results]);
        setMore(found.next !== null);
      }
    }, (failure: Error) => setError(failure.message));
  }
  useEffect(() => load([]), [id, seen]);
  if (error !== "") {
    return <p class="error" role="alert">{error}</p>;
  }
  if (list === null) {
    return <p class="loading">{t.loading}</p>;
  }
  return (
    <div class="history">
      <p class="hint">{list.length === 0 ? t.emptyHistory : t.historyHint}</p>
      <ol class="revisions">
        {list.map((one) => <Line key={one.number} one={one}
          chosen={open?.number === one.number}
          onChoose={() => setOpen(one)} />)}
      </ol>
      {more && <Button onClick={() => load(list)}>{t.older}</Button>}
      {open !== null && <Compare session={session} list={list} from={open}
        onClose={() => setOpen(null)} />}
    </div>
  );
}
