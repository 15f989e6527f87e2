// What is deleted leaves the page at once, and the server when nobody has
// taken it back: as long as it is told, it can be.
import { signal } from "@preact/signals";
import { ask, sentence } from "../api/client.ts";
import { t } from "../i18n/en.ts";
import { say } from "./parts.tsx";

// Paths of rows that are deleted, or about to be; their numbers never return.
const going = signal<ReadonlySet<string>>(new Set());

function without(paths: string[]): void {
  going.value = new Set([...going.value].filter((one) =>
    !paths.includes(one)));
}

export function isGoing(path: string): boolean {
  return going.value.has(path);
}

interface Row {
  id?: number;
}

// Of what was read at that path, the rows that are still there.
export function staying<T>(path: string, data: T): T {
  const page = data as { results?: Row[] } | null;
  const rows = Array.isArray(data) ? data as Row[] : page?.results;
  if (going.value.size === 0 || rows === undefined) {
    return data;
  }
  const left = rows.filter(({ id }) =>
    !isGoing(`${path.split("?")[0]}${id}/`));
  return (Array.isArray(data) ? left : { ...page, results: left }) as T;
}

// Refused ones are there again, and it is said why.
async function send(paths: string[]): Promise<void> {
  for (const path of paths) {
    const answer = await ask(path, { method: "DELETE", keepalive: true });
    if (answer.status !== 204 && answer.status !== 404) {
      without([path]);
      say(sentence(answer), true);
    }
  }
}

export function removeSoon(paths: string[], told: string): void {
  going.value = new Set([...going.value, ...paths]);
  say(told, false, { label: t.undo, run: () => without(paths),
    unless: () => void send(paths) });
}
