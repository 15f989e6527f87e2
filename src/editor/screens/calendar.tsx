// The calendar: what is public and what will be, by day; a tray with what has
// no time yet.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { locale } from "../i18n/language.ts";
import { addMonths, dateOf, dayOf, firstWeekday, isMonth, monthOf, movedTo,
  today, weeksOf } from "../plan/month.ts";
import { now } from "../plan/zone.ts";
import { query, replace, withQuery } from "../router.ts";
import { isFree } from "../ui/focus.ts";
import { Button, Empty, say } from "../ui/parts.tsx";
import { moment } from "../ui/times.ts";
import { ZoneHint } from "../ui/zone.tsx";
import { load, reasonOf, schedule, type Item } from "./calendar-data.ts";
import { MoveBar, ScheduleDialog } from "./calendar-move.tsx";
import { Agenda, mayMove, Month, Steps, Tray, type Board }
  from "./calendar-parts.tsx";

const WIDE = matchMedia("(min-width: 47.5em)");

function useWide(): boolean {
  const [wide, setWide] = useState(WIDE.matches);
  useEffect(() => {
    const look = () => setWide(WIDE.matches);
    WIDE.addEventListener("change", look);
    return () => WIDE.removeEventListener("change", look);
  }, []);
  return wide;
}

function monthNow(): string {
  const asked = query.value.get("month") ?? "";
  return isMonth(asked) ? asked : monthOf(today());
}

function show(month: string): void {
  replace(withQuery({ month: month === monthOf(today()) ? ""
    : month }));
}

interface Loaded {
  items: Item[] | null;
  error: string;
  // one that is new, or stands elsewhere
  put: (item: Item) => void;
  again: () => void;
}

function withItem(items: Item[], item: Item): Item[] {
  return [...items.filter((one) => one.id !== item.id), item];
}

// What was put while a list is on its way is newer than that list.
function useItems(weeks: string[][]): Loaded {
  const [items, setItems] = useState<Item[] | null>(null);
  const [error, setError] = useState("");
  const [round, setRound] = useState(0);
  const newer = useRef<Item[]>([]);
  const first = weeks[0][0];
  const last = weeks.at(-1)![6];
  useEffect(() => {
    const stop = new AbortController();
    setError("");
    newer.current = [];
    load(first, last, stop.signal).then((found) =>
      setItems(newer.current.reduce(withItem, found)), (failure: Error) => {
      if (!stop.signal.aborted) {
        setError(failure.message);
      }
    });
    return () => stop.abort();
  }, [first, last, round]);
  return { items, error, again: () => setRound((n) => n + 1),
    put: (item) => {
      newer.current.push(item);
      setItems((now) => withItem(now ?? [], item));
    } };
}

// At once on the page; back where the server refuses, with its reason.
async function moveTo(list: Loaded, item: Item,
                      at: Date): Promise<Item | null> {
  list.put({ ...item, at: at.toISOString() });
  try {
    const now = await schedule(item, at);
    list.put(now);
    return now;
  } catch (failure) {
    list.put(item);
    say(reasonOf(failure, item), true);
    list.again();
    return null;
  }
}

async function move(list: Loaded, item: Item, day: string): Promise<void> {
  const at = movedTo(item.at!, day);
  if (at.getTime() <= now()) {
    say(t.check.past, true);
    return;
  }
  const moved = await moveTo(list, item, at);
  if (moved !== null) {
    say(t.calendar.moved(item.title || t.untitled, moment(at)), false, {
      label: t.undo, run: () => void moveTo(list, moved, new Date(item.at!))
        .then((back) => back &&
          say(t.calendar.movedBack(item.title || t.untitled))),
    });
  }
}

// Who moved something by key has its handle again as soon as it is there, and
// nothing else was gone to.  A state, as each effect shall see that of its own
// rendering: one of before may run when the next is wanted already.
function useGrip(): (id: number) => void {
  const [wanted, want] = useState<{ id: number } | null>(null);
  useEffect(() => {
    if (wanted === null) {
      return;
    }
    const grip = document.getElementById(`grip-${wanted.id}`);
    const free = isFree();
    if (free) {
      grip?.focus();
    }
    if (!free || grip !== null) {
      want(null);
    }
  });
  return (id) => want({ id });
}

interface Moving {
  item: Item;
  day: string;
  // the month that was shown when it was picked up
  from: string;
}

export function CalendarScreen(): JSX.Element {
  const month = monthNow();
  const wide = useWide();
  const weeks = weeksOf(month, firstWeekday(locale()));
  const list = useItems(weeks);
  const { items, error, again } = list;
  const focusGrip = useGrip();
  const [moving, setMoving] = useState<Moving | null>(null);
  const [drag, setDrag] = useState<Item | null>(null);
  const [asking, setAsking] = useState<{ item: Item; day: string } | null>(
    null);

  function drop(item: Item, day: string): void {
    setMoving(null);
    setDrag(null);
    if (item.at === null) {
      setAsking({ item, day });
    } else if (mayMove(item) && dayOf(new Date(item.at)) !== day) {
      void move(list, item, day).then(() => focusGrip(item.id));
    } else {
      focusGrip(item.id);
    }
  }
  function pick(item: Item): void {
    const day = item.at !== null ? dayOf(new Date(item.at))
      : monthOf(today()) === month ? today() : `${month}-01`;
    setMoving({ item, day, from: month });
  }
  function cancel(): void {
    show(moving!.from);
    focusGrip(moving!.item.id);
    setMoving(null);
  }
  const board: Board = { items: items ?? [], moving: moving?.item ?? null,
    target: moving?.day ?? "", drag, setDrag, pick, drop };
  const Days = wide ? Month : Agenda;
  return (
    <div class="calendar">
      <div class="head">
        <h1>{new Intl.DateTimeFormat(locale(), { month: "long",
          year: "numeric", timeZone: "UTC" }).format(dateOf(month))}</h1>
        <ZoneHint />
        <Steps month={month} to={(months) => show(months === null
          ? monthOf(today())
          : monthOf(addMonths(`${month}-01`, months)))} />
      </div>
      {moving !== null && <MoveBar item={moving.item} day={moving.day}
        onDay={(day) => {
          setMoving({ ...moving, day });
          show(monthOf(day));
        }}
        onDrop={() => drop(moving.item, moving.day)} onCancel={cancel} />}
      {error !== "" ? (
        <Empty title={t.failed} text={error}>
          <Button kind="main" onClick={again}>{t.retry}</Button>
        </Empty>
      ) : items === null
        ? <p class="loading" role="status">{t.loading}</p> : (
          <div class="boards">
            <Days weeks={weeks} month={month} board={board} />
            <Tray board={board} />
          </div>
        )}
      {asking !== null && <ScheduleDialog item={asking.item}
        day={asking.day} onClose={() => {
          focusGrip(asking.item.id);
          setAsking(null);
        }}
        onDone={(now) => {
          focusGrip(now.id);
          setAsking(null);
          list.put(now);
          say(t.calendar.scheduled(now.title || t.untitled,
            moment(now.at!)));
        }} />}
    </div>
  );
}
