// Times as people write them, by Intl and in the zone of the site: two editors
// who speak of a time mean the same one, wherever they are.
import { locale } from "../i18n/language.ts";
import { now, zone } from "../plan/zone.ts";

const DAY = 86400000;

export function clock(time: number | Date): string {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit",
    minute: "2-digit", timeZone: zone() }).format(time);
}

export function moment(iso: string | Date, timeZone = zone()): string {
  return new Intl.DateTimeFormat(locale(), { weekday: "short",
    day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
    timeZone }).format(new Date(iso));
}

// "2 hours ago", "in 3 days", or the date where that says more.
export function ago(iso: string): string {
  const time = new Date(iso);
  const off = time.getTime() - now();
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  const far = Math.abs(off);
  if (far < 3600000) {
    return format.format(Math.round(off / 60000), "minute");
  }
  if (far < DAY) {
    return format.format(Math.round(off / 3600000), "hour");
  }
  if (far < 7 * DAY) {
    return format.format(Math.round(off / DAY), "day");
  }
  return day(time);
}

export function day(iso: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short",
    year: "numeric", timeZone: zone() }).format(new Date(iso));
}

// Of a day of the calendar (plan/month.ts, dateOf).
export function longDay(date: Date): string {
  return new Intl.DateTimeFormat(locale(), { weekday: "long",
    day: "numeric", month: "long", timeZone: "UTC" }).format(date);
}

// To the second, for what must be told apart.
export function exact(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium",
    timeStyle: "medium", timeZone: zone() }).format(new Date(iso));
}

export function bytes(size: number): string {
  const mega = size >= 1048576;
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits:
    mega ? 1 : 0 }).format(size / (mega ? 1048576 : 1024))} ${mega ? "MB"
    : "KB"}`;
}
