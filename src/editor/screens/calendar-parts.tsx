// The calendar's month, its agenda and its tray.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { user } from "../api/client.ts";
import { t } from "../i18n/en.ts";
import { locale } from "../i18n/language.ts";
import { dateOf, dayOf, monthOf, today } from "../plan/month.ts";
import { Button } from "../ui/parts.tsx";
import { longDay, clock } from "../ui/times.ts";
import type { Item } from "./calendar-data.ts";

export interface Board {
  items: Item[];
  // what is being moved, and to where
  moving: Item | null;
  target: string;
  drag: Item | null;
  pick: (item: Item) => void;
  setDrag: (item: Item | null) => void;
  drop: (item: Item, day: string) => void;
}

const SHOWN = 4;

export function mayMove(item: Item): boolean {
  return user.value!.role !== "WRITER" && item.status !== "PUBLISHED";
}

// Each day of a month asks for the day of each item.
const days = new WeakMap<Item, string>();

function dayAt(item: Item): string | null {
  if (item.at !== null && !days.has(item)) {
    days.set(item, dayOf(new Date(item.at)));
  }
  return days.get(item) ?? null;
}

export function on(items: Item[], day: string): Item[] {
  return items.filter((one) => dayAt(one) === day).sort((a, b) =>
    a.at!.localeCompare(b.at!));
}

export function Chip({ item, board }: { item: Item; board: Board }):
JSX.Element {
  const may = mayMove(item);
  const title = item.title || t.untitled;
  const time = item.at === null ? t.status[item.status]
    : clock(new Date(item.at));
  return (
    <li class={`chip ${item.status}${board.moving?.id === item.id
      ? " moving" : ""}`} draggable={may}
      onDragStart={(event) => {
        event.dataTransfer!.effectAllowed = "move";
        event.dataTransfer!.setData("text/plain", title);
        board.setDrag(item);
      }}
      onDragEnd={() => board.setDrag(null)}>
      <a href={`#/posts/${item.id}`} title={title} draggable={false}>
        <span class="chip-time">{time}</span> {title}
        {item.at !== null && <span class="unseen">
          {" "}{t.status[item.status]}</span>}</a>
      {may && (
        <button type="button" class="grip" id={`grip-${item.id}`}
          aria-label={t.calendar.move(title)} title={t.calendar.move(title)}
          onClick={() => board.pick(item)}>
          <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" />
          </svg></button>
      )}
    </li>
  );
}

function Day({ day, month, board }: { day: string; month: string;
  board: Board }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const [over, setOver] = useState(false);
  const items = on(board.items, day);
  const isToday = day === today();
  const shown = whole ? items : items.slice(0, SHOWN);
  const classes = ["day", monthOf(day) === month ? "" : "other",
    isToday ? "today" : "", over ? "over" : "",
    board.moving !== null && board.target === day ? "target" : ""];
  return (
    <td class={classes.filter((one) => one !== "").join(" ")}
      aria-current={isToday ? "date" : undefined}
      onDragOver={(event) => {
        if (board.drag !== null) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (board.drag !== null) {
          board.drop(board.drag, day);
        }
      }}>
      <time datetime={day}>{dateOf(day).getUTCDate()}</time>
      <ul>{shown.map((one) => <Chip key={one.id} item={one}
        board={board} />)}</ul>
      {items.length > shown.length && <button type="button" class="link"
        onClick={() => setWhole(true)}>
        {t.calendar.moreOf(items.length - shown.length)}</button>}
      {board.moving !== null && <button type="button" class="here"
        aria-label={t.calendar.here(longDay(dateOf(day)))}
        onClick={() => board.drop(board.moving!, day)} />}
    </td>
  );
}

export function Month({ weeks, month, board }: { weeks: string[][];
  month: string; board: Board }): JSX.Element {
  const name = (length: "short" | "long", day: string) =>
    new Intl.DateTimeFormat(locale(), { weekday: length,
      timeZone: "UTC" })
      .format(dateOf(day));
  return (
    <table class="month">
      <caption class="unseen">{t.places.calendar}</caption>
      <thead><tr>{weeks[0].map((day) => (
        <th scope="col" abbr={name("long", day)}>{name("short", day)}</th>
      ))}</tr></thead>
      <tbody>{weeks.map((week) => (
        <tr key={week[0]}>{week.map((day) => <Day key={day} day={day}
          month={month} board={board} />)}</tr>
      ))}</tbody>
    </table>
  );
}

export function Agenda({ weeks, month, board }: { weeks: string[][];
  month: string; board: Board }): JSX.Element {
  const days = weeks.flat().filter((day) => monthOf(day) === month &&
    on(board.items, day).length > 0);
  if (days.length === 0) {
    return <p class="soft agenda-empty">{t.calendar.emptyMonth}</p>;
  }
  return (
    <ol class="agenda">
      {days.map((day) => (
        <li key={day} class={day === today() ? "today" : ""}>
          <h2>{longDay(dateOf(day))}</h2>
          <ul>{on(board.items, day).map((one) => <Chip key={one.id}
            item={one} board={board} />)}</ul>
        </li>
      ))}
    </ol>
  );
}

export function Tray({ board }: { board: Board }): JSX.Element {
  const waiting = board.items.filter((one) => one.at === null);
  return (
    <aside class="tray" aria-label={t.calendar.tray}>
      <h2>{t.calendar.tray}</h2>
      {waiting.length === 0 ? (
        <>
          <p class="soft">{t.calendar.trayEmpty}</p>
          <a class="button" href="#/posts/new">{t.newPost}</a>
        </>
      ) : (
        <>
          {user.value!.role !== "WRITER" &&
            <p class="hint">{t.calendar.trayHint}</p>}
          <ul>{waiting.map((one) => <Chip key={one.id} item={one}
            board={board} />)}</ul>
        </>
      )}
    </aside>
  );
}

export function Steps({ month, to }: { month: string;
  to: (months: number | null) => void }): JSX.Element {
  return (
    <div class="row steps">
      <Button icon="back" label={t.calendar.previous}
        onClick={() => to(-1)} />
      <Button onClick={() => to(null)}
        disabled={month === monthOf(today())}>
        {t.calendar.today}</Button>
      <Button icon="forward" label={t.calendar.next} onClick={() => to(1)} />
    </div>
  );
}
