// Moving without a mouse: where it goes is said, keys and a date move it.
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { addDays, addMonths, atTime, dateOf, movedTo, today }
  from "../plan/month.ts";
import { now } from "../plan/zone.ts";
import { FormError, SaveButton, useForm } from "../ui/forms.tsx";
import { Button, Dialog, Field } from "../ui/parts.tsx";
import { longDay, moment, clock } from "../ui/times.ts";
import { ZoneHint } from "../ui/zone.tsx";
import { reasonOf, schedule, type Item } from "./calendar-data.ts";

// Which day a key leads to; null: it is no key of the calendar.
function dayBy(key: string, day: string): string | null {
  const back = document.documentElement.dir === "rtl" ? 1 : -1;
  switch (key) {
  case "ArrowLeft":
    return addDays(day, back);
  case "ArrowRight":
    return addDays(day, -back);
  case "ArrowUp":
    return addDays(day, -7);
  case "ArrowDown":
    return addDays(day, 7);
  case "PageUp":
    return addMonths(day, -1);
  case "PageDown":
    return addMonths(day, 1);
  default:
    return null;
  }
}

export function MoveBar({ item, day, onDay, onDrop, onCancel }: { item: Item;
  day: string; onDay: (day: string) => void; onDrop: () => void;
  onCancel: () => void }): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const id = useId();
  // before the next key: an effect after the painting is too late for it
  useLayoutEffect(() => bar.current?.focus(), []);
  const where = item.at === null ? longDay(dateOf(day))
    : `${longDay(dateOf(day))}, ${clock(movedTo(item.at, day))}`;
  function press(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault();
      onCancel();
      return;
    }
    if (event.target !== bar.current) {
      return;
    }
    const next = dayBy(event.key, day);
    if (next !== null) {
      event.preventDefault();
      onDay(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      onDrop();
    }
  }
  return (
    <div class="move-bar" ref={bar} tabIndex={0} role="application"
      aria-label={t.calendar.moving(item.title || t.untitled)}
      aria-describedby={id} onKeyDown={press}>
      <strong>{t.calendar.moving(item.title || t.untitled)}</strong>
      <span class="move-where" aria-live="assertive">{where}</span>
      <span class="hint keys" id={id}>{t.calendar.keys}</span>
      <span class="space" />
      <input type="date" aria-label={t.date} value={day}
        onChange={(event) => {
          if (event.currentTarget.value !== "") {
            onDay(event.currentTarget.value);
          }
        }} />
      <Button kind="main" onClick={onDrop}>{t.calendar.drop}</Button>
      <Button onClick={onCancel}>{t.cancel}</Button>
    </div>
  );
}

// What had no time gets one, and will be public then: so it is asked for.
export function ScheduleDialog({ item, day, onClose, onDone }: { item: Item;
  day: string; onClose: () => void; onDone: (item: Item) => void }):
JSX.Element {
  const [date, setDate] = useState(day);
  const [time, setTime] = useState("09:00");
  const at = atTime(date, time);
  const past = !(at.getTime() > now());
  const form = useForm(async () => {
    try {
      onDone(await schedule(item, at));
    } catch (failure) {
      throw new Error(reasonOf(failure, item));
    }
  });
  return (
    <Dialog title={t.calendar.scheduleTitle(item.title || t.untitled)}
      onClose={onClose}>
      <form onSubmit={form.submit}>
        <FormError form={form} />
        <p>{t.calendar.scheduleText}</p>
        <div class="pair">
          <Field label={t.date}>
            {(attrs) => <input {...attrs} type="date" name="date" required
              min={today()} value={date}
              onInput={(event) => setDate(event.currentTarget.value)} />}
          </Field>
          <Field label={t.time}>
            {(attrs) => <input {...attrs} type="time" name="time" required
              value={time} autofocus
              onInput={(event) => setTime(event.currentTarget.value)} />}
          </Field>
        </div>
        <p class={past ? "error" : "hint"} role="status">{past
          ? t.check.past : <>{moment(at)} · <ZoneHint at={at} /></>}</p>
        <footer>
          <a class="button" href={`#/posts/${item.id}`}>{t.calendar.open}</a>
          <Button onClick={onClose}>{t.cancel}</Button>
          {past ? <Button kind="main" disabled>{t.schedule}</Button>
            : <SaveButton form={form} text={t.scheduleFor(moment(at))} />}
        </footer>
      </form>
    </Dialog>
  );
}
