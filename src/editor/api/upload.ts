// Uploads with progress: three at a time, tried again on network faults, and
// followed until the server has made the picture's sizes.  Without a connection
// they wait for it.  The browser asks before a tab is left whose files have not
// arrived: those of a text (save/files.ts) and of the library (save/library.ts)
// are kept on this device, others are in the tab alone.
import { signal, type Signal } from "@preact/signals";
import { apiURL, ask, csrfToken, expired, sentence } from "./client.ts";
import type { Media } from "./types.ts";

export type UploadState = "waiting" | "offline" | "sending" | "processing"
  | "ready" | "failed";

export interface Upload {
  id: string;
  file: File;
  preview: string | null;
  state: Signal<UploadState>;
  // 0 to 1
  progress: Signal<number>;
  error: Signal<string>;
  media: Signal<Media | null>;
  // the server had this file already
  known: Signal<boolean>;
  cancel(): void;
  retry(): void;
}

const AT_ONCE = 3;
const RETRIES = [1000, 2000, 4000];
const RETRY_AFTER = 5;
const queue: Job[] = [];
let running = 0;
let count = 0;

export const uploads = new Map<string, Upload>();

interface Job {
  upload: Upload;
  request: XMLHttpRequest | null;
  tries: number;
  cancelled: boolean;
  done(media: Media | null): void;
}

interface Sent {
  status: number;
  body: unknown;
  retryAfter?: number;
}

function sendOnce(job: Job): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("original_file", job.upload.file, job.upload.file.name);
    job.request = request;
    request.open("POST", apiURL("/media/"));
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      job.upload.progress.value = event.total > 0
        ? event.loaded / event.total : 0;
    };
    request.onload = () => resolve({ status: request.status,
      body: request.response, retryAfter: Number(
        request.getResponseHeader("Retry-After")) || undefined });
    request.onerror = () => resolve({ status: 0, body: null });
    request.onabort = () => resolve({ status: -1, body: null });
    request.send(form);
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function follow(job: Job, media: Media): Promise<void> {
  const { upload } = job;
  let pause = 1000;
  upload.media.value = media;
  job.done(media);
  while (!job.cancelled && (upload.media.value?.status === "UPLOADED" ||
      upload.media.value?.status === "PROCESSING")) {
    upload.state.value = "processing";
    await wait(pause);
    const answer = await ask(`/media/${media.id}/`);
    if (answer.status === 200) {
      upload.media.value = answer.body as Media;
    } else if (answer.status === 401) {
      await signedIn();
    } else if (answer.status === 404) {
      upload.state.value = "failed";
      upload.error.value = sentence(answer);
      return;
    }
    pause = Math.min(5000, Math.max(pause * 1.3,
      (answer.retryAfter ?? 1) * 1000));
  }
  const now = upload.media.value!;
  upload.state.value = now.status === "READY" ? "ready" : "failed";
  upload.error.value = now.status === "FAILED" ? now.error ?? "" : "";
  if (now.status === "READY") {
    job.done(now);
  }
}

function connection(): Promise<void> {
  return new Promise((resolve) => addEventListener("online", () => resolve(),
    { once: true }));
}

// Over the page, as for all else that is to be sent.
function signedIn(): Promise<void> {
  expired.value = true;
  return new Promise((resolve) => {
    const stop = expired.subscribe((is) => {
      if (!is) {
        resolve();
        queueMicrotask(() => stop());
      }
    });
  });
}

async function work(job: Job): Promise<void> {
  const { upload } = job;
  upload.error.value = "";
  if (!navigator.onLine) {
    upload.state.value = "offline";
    await connection();
    return job.cancelled ? undefined : work(job);
  }
  upload.state.value = "sending";
  upload.progress.value = 0;
  const sent = await sendOnce(job);
  if (job.cancelled) {
    return;
  }
  if (sent.status === 401) {
    await signedIn();
    return job.cancelled ? undefined : work(job);
  }
  if (sent.status === 429) {
    upload.state.value = "waiting";
    await wait((sent.retryAfter ?? RETRY_AFTER) * 1000);
    return job.cancelled ? undefined : work(job);
  }
  if (sent.status === 403 && job.tries++ < 1) {
    await ask("/auth/me/");
    return work(job);
  }
  if (sent.status === 0 && !navigator.onLine) {
    return work(job);
  }
  if ((sent.status === 0 || sent.status >= 500) &&
      job.tries < RETRIES.length) {
    await wait(RETRIES[job.tries++]);
    return job.cancelled ? undefined : work(job);
  }
  if (sent.status === 200 || sent.status === 201) {
    upload.known.value = sent.status === 200;
    running--;
    next();
    await follow(job, sent.body as Media);
    running++;
    return undefined;
  }
  upload.state.value = "failed";
  upload.error.value = sentence({ status: sent.status, body: sent.body });
  return undefined;
}

function next(): void {
  while (running < AT_ONCE && queue.length > 0) {
    const job = queue.shift()!;
    if (job.cancelled) {
      continue;
    }
    running++;
    void work(job).finally(() => {
      running--;
      next();
    });
  }
}

const UNSENT: UploadState[] = ["waiting", "offline", "sending"];

// The browser's own question before what has not arrived is thrown away.
function guard(event: BeforeUnloadEvent): void {
  if ([...uploads.values()].some((one) => UNSENT.includes(
    one.state.peek()))) {
    event.preventDefault();
  }
}

function previewOf(file: File): string | null {
  return /^image\/(jpeg|png|webp|gif|avif)$/.test(file.type)
    ? URL.createObjectURL(file) : null;
}

function newUpload(): string {
  return `u${Date.now().toString(36)}${++count}`;
}

// done: called when the server has the file, and again when it is ready; null
// when it was cancelled.  id: of an upload that another page had begun.
export function send(file: File, done: (media: Media | null) => void,
                     id = newUpload()): Upload {
  const job: Job = { upload: null as unknown as Upload, request: null,
    tries: 0, cancelled: false, done };
  const upload: Upload = {
    id,
    file,
    preview: previewOf(file),
    state: signal<UploadState>("waiting"),
    progress: signal(0),
    error: signal(""),
    media: signal<Media | null>(null),
    known: signal(false),
    cancel: () => {
      job.cancelled = true;
      job.request?.abort();
      uploads.delete(upload.id);
      done(null);
    },
    retry: () => {
      job.tries = 0;
      queue.push(job);
      next();
    },
  };
  job.upload = upload;
  uploads.set(upload.id, upload);
  addEventListener("beforeunload", guard);
  queue.push(job);
  next();
  return upload;
}
