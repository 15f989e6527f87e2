// When the save engine does what: times only.  Pure.
import type { Answer } from "./types.ts";
import { patience } from "./verdict.ts";

export const SAVE_AFTER = 3000;
export const SAVE_AT_LEAST = 60000;
export const KEEP_AFTER = 1000;
const NEVER = Infinity;

export class Due {
  // to the server; to this device; not before, as the server wished
  save = NEVER;
  keep = NEVER;
  retry = 0;
  private since = NEVER;
  private failures = 0;

  edited(now: number): void {
    this.since = Math.min(this.since, now);
    this.save = Math.min(now + SAVE_AFTER, this.since + SAVE_AT_LEAST);
    this.keep = Math.min(this.keep, now + KEEP_AFTER);
  }

  // Not before it has waited as long as it may.
  putOff(): void {
    this.save = this.since + SAVE_AT_LEAST;
  }

  isLate(now: number): boolean {
    return now >= this.since + SAVE_AT_LEAST;
  }

  kept(): void {
    this.keep = NEVER;
  }

  // The server has what was sent; more: but not all that is written.
  saved(now: number, more: boolean): void {
    this.since = more ? now : NEVER;
    this.save = more ? now + SAVE_AFTER : NEVER;
    this.keep = more ? this.keep : NEVER;
  }

  by(time: number): void {
    this.save = Math.min(this.save, time);
  }

  answered(): void {
    this.failures = 0;
  }

  failed(now: number, answer: Answer): void {
    this.retry = now + patience(answer, this.failures++);
  }

  // The time of what comes next; null: nothing does.
  next(now: number, idle: boolean, dirty: boolean): number | null {
    const save = !idle ? NEVER : this.retry > now ? this.retry
      : dirty ? this.save : NEVER;
    const at = Math.min(this.keep, save);
    return at === NEVER ? null : at;
  }
}
