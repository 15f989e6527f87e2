// The API of this host: config.json says where it is.  Cookie and CSRF token
// only; nothing of a session is stored by the page.
import { signal } from "@preact/signals";
import { t } from "../i18n/en.ts";
import { setClock, setZone } from "../plan/zone.ts";
import type { Answer } from "../save/types.ts";
import type { User } from "./types.ts";

export interface Config {
  api: string | null;
  problem?: string;
  site: string;
  origin: string;
  // null: not configured, the zone of the browser is taken
  time_zone: string | null;
  // where the public reads a post, with {slug} or {id} in it; null: unknown
  post_url: string | null;
  limits: { upload: number; body: number; blocks: number; content: number;
    media: number; gallery: number };
  variants: { name: string; width: number }[];
  version: string;
}

export const config = signal<Config | null>(null);
// null: nobody is signed in; undefined: it is not known yet
export const user = signal<User | null | undefined>(undefined);
// a session ended while there was work to save: sign in over the page
export const expired = signal(false);
// because somebody else has signed in, in another tab
export const displaced = signal(false);
let token = "";

export function apiURL(path: string): string {
  return new URL(`${config.value?.api ?? ""}${path.replace(/^\//, "")}`,
    document.baseURI.replace(/#.*/, "")).href;
}

export function csrfToken(): string {
  return token;
}

export class Refused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(sentence(answer));
    this.answer = answer;
  }
}

// Errors of fields, flat: "title: This field is required."
export function fieldErrors(body: unknown): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  if (typeof body === "object" && body !== null) {
    for (const [name, texts] of Object.entries(body)) {
      if (Array.isArray(texts)) {
        out[name] = texts.map(String);
      }
    }
  }
  return out;
}

export function sentence(answer: Answer): string {
  const body = answer.body as { detail?: unknown } | null | undefined;
  if (typeof body?.detail === "string") {
    return body.detail;
  }
  const texts = Object.entries(fieldErrors(body)).map(([name, list]) =>
    name === "non_field_errors" ? list.join(" ")
      : `${name}: ${list.join(" ")}`);
  return texts.join(" ") || (answer.status === 0 ? t.noServer
    : answer.status >= 500 ? t.serverFault(answer.status)
      : `HTTP ${answer.status}`);
}

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get("Retry-After") ?? "");
  return headers.has("Retry-After") && seconds >= 0 ? seconds : undefined;
}

export interface Wish {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  keepalive?: boolean;
}

// Never throws: no answer is status 0.
export async function ask(path: string, wish: Wish = {}): Promise<Answer> {
  const headers: Record<string, string> = { ...wish.headers };
  const method = wish.method ?? "GET";
  if (method !== "GET") {
    headers["X-CSRF-Token"] = token;
  }
  if (wish.body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  try {
    const response = await fetch(apiURL(path), { method, headers,
      body: wish.body === undefined ? undefined : JSON.stringify(wish.body),
      credentials: "same-origin", signal: wish.signal,
      keepalive: wish.keepalive, cache: "no-store" });
    setClock(response.headers.get("Date"));
    const text = await response.text();
    const answer = { status: response.status,
      etag: response.headers.get("ETag"),
      retryAfter: retryAfter(response.headers), body: parse(text) };
    if (path.startsWith("/auth/me/")) {
      return response.ok ? know(answer) : answer;
    }
    // a role may have lost a right, a token may be an old one
    if (response.status === 403 ||
        (response.status === 404 && method !== "GET")) {
      await ask("/auth/me/");
    }
    return answer;
  } catch {
    return { status: 0 };
  }
}

function parse(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

// Who is signed in; what one wrote is never sent in another's name.
function know(answer: Answer): Answer {
  const me = answer.body as User;
  if (user.value && user.value.id !== me.id) {
    displaced.value = expired.value = true;
    return { status: 401, body: { detail: t.wrongUser } };
  }
  token = me.csrf_token ?? token;
  user.value = me;
  return answer;
}

// The body of the answer; a refusal is thrown.
export async function get<T>(path: string, wish: Wish = {}): Promise<T> {
  let answer = await ask(path, wish);
  const detail = (answer.body as { detail?: unknown } | null)?.detail;
  if (answer.status === 403 && String(detail).startsWith("CSRF")) {
    answer = await ask(path, wish);
  }
  if (answer.status === 401 && !path.startsWith("/auth/login/")) {
    expired.value = user.value !== null;
  }
  if (answer.status < 200 || answer.status > 299) {
    throw new Refused(answer);
  }
  return answer.body as T;
}

export function post<T>(path: string, body: unknown = {}): Promise<T> {
  return get<T>(path, { method: "POST", body });
}

export function patch<T>(path: string, body: unknown): Promise<T> {
  return get<T>(path, { method: "PATCH", body });
}

export async function signIn(username: string,
                             password: string): Promise<User> {
  await get("/auth/login/?cookie=true", { method: "POST",
    body: { username, password } });
  const me = await get<User>("/auth/me/");
  displaced.value = expired.value = false;
  return me;
}

export async function signOut(): Promise<void> {
  await ask("/auth/logout/", { method: "POST" });
  token = "";
  user.value = null;
}

export async function start(): Promise<void> {
  const response = await fetch("config.json", { cache: "no-store" });
  config.value = await response.json() as Config;
  setZone(config.value.time_zone);
  if (config.value.api !== null) {
    const answer = await ask("/auth/me/");
    if (answer.status === 0 || answer.status >= 500) {
      throw new Refused(answer);
    }
    if (answer.status !== 200) {
      user.value = null;
    }
  }
}
