// Days of a calendar, in the zone of the site.  A day is written "2026-11-30",
// a month "2026-11".
import { atWall, now, wallOf } from "./zone.ts";

function two(number: number): string {
  return String(number).padStart(2, "0");
}

function written(year: number, month: number, date: number): string {
  return `${year}-${two(month)}-${two(date)}`;
}

export function dayOf(time: Date): string {
  const { year, month, day } = wallOf(time);
  return written(year, month, day);
}

export function today(): string {
  return dayOf(new Date(now()));
}

// The day itself, wherever it is: its noon by UTC, to be shown by UTC.
export function dateOf(day: string): Date {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date ?? 1, 12));
}

function nameOf(date: Date): string {
  return written(date.getUTCFullYear(), date.getUTCMonth() + 1,
    date.getUTCDate());
}

export function addDays(day: string, days: number): string {
  const date = dateOf(day);
  date.setUTCDate(date.getUTCDate() + days);
  return nameOf(date);
}

// The same day of another month, or its last one.
export function addMonths(day: string, months: number): string {
  const date = dateOf(day);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1,
    0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return nameOf(date);
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function isMonth(text: string): boolean {
  return /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text);
}

const MONDAY = 1;

// 0 is Sunday, as Date has it.
export function firstWeekday(locale: string): number {
  const info = new Intl.Locale(locale) as unknown as {
    weekInfo?: { firstDay: number };
    getWeekInfo?(): { firstDay: number };
  };
  const day = (info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? MONDAY;
  return day % 7;
}

// Whole weeks with all days of the month.
export function weeksOf(month: string, first: number): string[][] {
  const begin = dateOf(`${month}-01`);
  const back = (begin.getUTCDay() - first + 7) % 7;
  const weeks: string[][] = [];
  let day = addDays(nameOf(begin), -back);
  do {
    weeks.push(Array.from({ length: 7 }, (_, n) => addDays(day, n)));
    day = addDays(day, 7);
  } while (monthOf(day) === month);
  return weeks;
}

// The first moment of a day.
export function startOf(day: string): Date {
  return atTime(day, "00:00");
}

// The moment of a day and a time, as <input> has them; invalid where one of
// them is blank.
export function atTime(day: string, time: string): Date {
  const [year, month, date] = day.split("-").map(Number);
  const [hour, minute] = time.split(":").map(Number);
  return atWall({ year, month, day: date, hour, minute, second: 0 });
}

export function timeOf(time: Date): string {
  const { hour, minute } = wallOf(time);
  return `${two(hour)}:${two(minute)}`;
}

// On another day, at the hour that it had.
export function movedTo(at: string, day: string): Date {
  const time = new Date(at);
  const [year, month, date] = day.split("-").map(Number);
  const moved = atWall({ ...wallOf(time), year, month, day: date });
  return new Date(moved.getTime() + time.getUTCMilliseconds());
}
