// What an answer means for the one who asked.  Pure.
import type { Answer, CallKind } from "./types.ts";

export type Verdict = "done" | "none" | "signin" | "token" | "later" | "renew"
  | "look" | "gone" | "refused";

const BACKOFF = [2000, 5000, 10000, 30000];
const RETRY = 5;

function isCsrf(answer: Answer): boolean {
  const detail = (answer.body as { detail?: unknown } | null)?.detail;
  return typeof detail === "string" && detail.startsWith("CSRF");
}

// The server said that it did nothing, and when to come again.
export function isBusy(answer: Answer): boolean {
  return answer.status === 429 || answer.status === 503 ||
    (answer.status === 409 && answer.retryAfter !== undefined);
}

// fresh: a new token was asked for already
export function verdict(kind: CallKind, answer: Answer,
                        fresh: boolean): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    return "done";
  }
  if (kind === "copy" && status === 404) {
    return "none";
  }
  if (status === 401) {
    return "signin";
  }
  if (status === 403 && isCsrf(answer) && !fresh) {
    return "token";
  }
  if (status === 0 || status >= 500 || isBusy(answer)) {
    return "later";
  }
  if (kind === "create" && status === 422) {
    return "renew";
  }
  if ((status === 412 || status === 409) &&
      (kind === "save" || kind === "step")) {
    return "look";
  }
  return status === 404 && kind !== "csrf" ? "gone" : "refused";
}

// Milliseconds until it is tried again.
export function patience(answer: Answer, failures: number): number {
  return isBusy(answer) ? (answer.retryAfter ?? RETRY) * 1000
    : BACKOFF[Math.min(failures, BACKOFF.length - 1)];
}

// The version that an ETag tells of; null: there is none.
export function versionOf(etag: string | null): number | null {
  return etag === null ? null : Number.parseInt(etag.replace(/\D*/, ""), 10);
}
