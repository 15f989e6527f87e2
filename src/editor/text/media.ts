// The media that a text mentions, by number, as far as they are known.
import { signal, type Signal } from "@preact/signals";
import { ask, post } from "../api/client.ts";
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
  if (answer.status === 200) {
    learn([answer.body as Media]);
  } else if (one.value === undefined) {
    one.value = null;
  }
}

// A text's media come without what is wrong with them.
async function lookWhy(id: number): Promise<void> {
  const answer = await ask(`/media/${id}/`);
  if (answer.status === 200) {
    mediaSignal(id).value = answer.body as Media;
  }
}

// isFollowed: somebody else tells when the server has made something of them.
export function learn(list: Media[], isFollowed = false): void {
  for (const media of list) {
    const one = known.get(media.id);
    if (one === undefined) {
      known.set(media.id, signal<Media | null | undefined>(media));
    } else {
      one.value = media;
    }
    if (media.status === "FAILED" && !media.error) {
      void lookWhy(media.id);
    }
    if (isUnderWay(media) && !isFollowed) {
      void follow(media);
    }
  }
}

// Who asks while a part of the page is drawn is drawn again when it changes.
export function mediaNow(id: number): Media | null | undefined {
  return mediaSignal(id).value;
}

// Whether the server is still making something of it.
export function isUnderWay(media: Media): boolean {
  return media.status === "UPLOADED" || media.status === "PROCESSING";
}

const ASK_FIRST = 1000;
const ASK_AT_MOST = 5000;
const followed = new Map<number, Promise<Media>>();

// What the server has made of it in the end, or where it could not be asked
// any more.
function follow(media: Media): Promise<Media> {
  let over = followed.get(media.id);
  if (over === undefined) {
    over = untilOver(media).finally(() => followed.delete(media.id));
    followed.set(media.id, over);
  }
  return over;
}

async function untilOver(media: Media): Promise<Media> {
  let now = media;
  for (let pause = ASK_FIRST; isUnderWay(now);
    pause = Math.min(ASK_AT_MOST, pause * 1.3)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const answer = await ask(`/media/${media.id}/`);
    if (answer.status === 200) {
      now = answer.body as Media;
      learn([now], true);
    } else if (answer.status === 404 || answer.status === 401) {
      break;
    }
  }
  return now;
}

// Has the server try again, and follows it until that is over; throws what
// refuses it.
export async function reprocess(id: number): Promise<Media> {
  const media = await post<Media>(`/media/${id}/reprocess/`);
  learn([media], true);
  return follow(media);
}
