// Files that are sent into the library from its own screen.  They outlive it,
// and are kept on this device: a page that is loaded anew sends them again.
import { signal } from "@preact/signals";
import { config, user } from "../api/client.ts";
import { send, uploads, type Upload } from "../api/upload.ts";
import { isLeft, LIBRARY, tab, WaitingFiles } from "./waiting.ts";

export const sending = signal<readonly Upload[]>([]);
// counts what has come into the library, or is ready there
export const arrivals = signal(0);

// Nothing is sent for who has signed out.
user.subscribe((me) => {
  if (me === null) {
    sending.peek().forEach((one) => one.cancel());
  }
});

function store(): WaitingFiles {
  return new WaitingFiles(config.value!.api!, user.value!.id);
}

// id: of one that a page before this one has begun.
export function sendFile(file: File, id?: string): void {
  const kept = store();
  const upload = send(file, (media) => {
    // put and removed in this order, however slow the device is
    void there.then(() => kept.remove(upload.id));
    if (media === null) {
      sending.value = sending.peek().filter((one) => one !== upload);
    }
    arrivals.value++;
  }, id);
  const there = kept.put(upload.id, { post: LIBRARY, node: null, before: null,
    tab: tab(), at: Date.now(), file });
  sending.value = [...sending.peek(), upload];
}

// Their names.
export async function sendAgain(): Promise<string[]> {
  const left = (await store().all()).filter(({ upload, waiting }) =>
    waiting.post === LIBRARY && isLeft(waiting) && !uploads.has(upload));
  for (const { upload, waiting } of left) {
    sendFile(waiting.file, upload);
  }
  return left.map(({ waiting }) => waiting.file.name);
}
