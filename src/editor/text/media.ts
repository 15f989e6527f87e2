// The media that a text mentions, by number, as far as they are known.
import { signal, type Signal } from "@preact/signals";
import { ask } from "../api/client.ts";
import type { Media } from "../api/types.ts";

const known = new Map<number, Signal<Media | null | undefined>>();

// undefined: not known yet; null: it is gone
export function mediaSignal(id: number): Signal<Media | null | undefined> {
  let one = known.get(id);
  if (one === undefined) {
    one = signal<Media | null | undefined>(undefined);
    known.set(id, one);
    void look(id, one);
  }
  return one;
}

async function look(id: number,
                    one: Signal<Media | null | undefined>): Promise<void> {
  const answer = await ask(`/media/${id}/`);
  if (one.value === undefined || one.value === null) {
    one.value = answer.status === 200 ? answer.body as Media : null;
  }
}

export function learn(list: Media[]): void {
  for (const media of list) {
    const one = known.get(media.id);
    if (one === undefined) {
      known.set(media.id, signal<Media | null | undefined>(media));
    } else {
      one.value = media;
    }
  }
}

// Who asks while a part of the page is drawn is drawn again when it changes.
export function mediaNow(id: number): Media | null | undefined {
  return mediaSignal(id).value;
}
