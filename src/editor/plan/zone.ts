// Wall clocks: what a clock on the wall shows in the zone of the site, and
// which moment that is.  By Intl, whose zones have their history.  What time it
// is the server knows: the clock of a device may be wrong by days.

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const DAY = 86400000;
const PARTS: Intl.DateTimeFormatOptions = { year: "numeric", month: "numeric",
  day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" };

let name: string | undefined;
let format: Intl.DateTimeFormat | undefined;

// A clock that is off by less than this, in milliseconds, is right.
const ALIKE = 30000;
let ahead = 0;

// date: as the header of an answer has it
export function setClock(date: string | null): void {
  const off = Date.parse(date ?? "") - Date.now();
  ahead = Math.abs(off) > ALIKE ? off : 0;
}

export function now(): number {
  return Date.now() + ahead;
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

// null: the zone of this device; so it is where the browser does not know it.
export function setZone(zone: string | null): void {
  format = undefined;
  try {
    name = zone === null ? undefined
      : Intl.DateTimeFormat("en", { timeZone: zone })
        .resolvedOptions().timeZone;
  } catch {
    name = undefined;
  }
}

export function zone(): string {
  return name ?? ownZone();
}

export function wallOf(time: Date): Wall {
  format ??= new Intl.DateTimeFormat("en", { ...PARTS, timeZone: name });
  const wall: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) {
    wall[type] = Number(value);
  }
  return wall as unknown as Wall;
}

function asUTC(wall: Wall): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour,
    wall.minute, wall.second);
}

// By how much the wall is ahead of UTC, in milliseconds.
function offset(time: number): number {
  const whole = Math.floor(time / 1000) * 1000;
  return asUTC(wallOf(new Date(whole))) - whole;
}

// The first moment at which clocks show that; where they jump over it, as long
// behind the jump as it stands behind its begin.
export function atWall(wall: Wall): Date {
  const shown = asUTC(wall);
  if (Number.isNaN(shown)) {
    return new Date(NaN);
  }
  const before = shown - offset(shown - DAY);
  const behind = shown - offset(shown + DAY);
  const right = [before, behind].filter((one) => one + offset(one) === shown);
  return new Date(right.length > 0 ? Math.min(...right) : before);
}
