// A working copy that is made or thrown away behind the page's back, and the
// page that then reads its post anew.
import { signal } from "@preact/signals";
import { ask, get } from "../api/client.ts";
import type { Draft } from "./merge.ts";

// Counts how often the page is to read a post anew.
export const reopened = signal(0);

export function reopen(): void {
  reopened.value++;
}

// Counts what was written after its page was left: lists are out of date.
export const written = signal(0);

// Makes that what is being written, where nothing is.
export async function putCopy(id: number, fields: Draft): Promise<void> {
  await get(`/posts/${id}/working-copy/`, { method: "PUT", body: fields,
    headers: { "If-None-Match": "*" } });
}

// Whether there is none any more.
export async function dropCopy(id: number): Promise<boolean> {
  const { status } = await ask(`/posts/${id}/working-copy/`,
    { method: "DELETE" });
  return status === 204 || status === 404;
}
