// What only a screen reader must be told.
import { signal } from "@preact/signals";
import type { JSX } from "preact";

const said = signal("");

export function aloud(text: string): void {
  said.value = text;
}

export function Aloud(): JSX.Element {
  return <p class="unseen" role="status" aria-live="polite">{said.value}</p>;
}
