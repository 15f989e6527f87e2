// Which language the page speaks: what was chosen on this device, else what
// the browser asks for, else English.  A language is a file like en.ts and a
// line here.
import { t, type Texts } from "./en.ts";

export const LANGUAGES = { en: "English", de: "Deutsch" };
export type Language = keyof typeof LANGUAGES;

const FILES: Partial<Record<Language, () => Promise<Texts>>> = {
  de: () => import("./de.ts").then((m) => m.de),
};
const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/;
const KEY = "talecraft language";

let now = "en";

export function chosen(): Language | "" {
  const kept = localStorage.getItem(KEY) ?? "";
  return kept in LANGUAGES ? kept as Language : "";
}

function wanted(): Language {
  return chosen() || (navigator.languages.map((one) => one.split("-")[0])
    .find((one) => one in LANGUAGES) as Language | undefined) || "en";
}

// For Intl: the browser's own where it is of the same language, so that
// British English keeps its dates.
export function locale(): string {
  return navigator.languages.find((one) => one.split("-")[0] === now) ?? now;
}

// Before anything is shown.
export async function speak(): Promise<void> {
  now = wanted();
  const texts = await FILES[now as Language]?.();
  if (texts !== undefined) {
    Object.assign(t, texts);
  }
  document.documentElement.lang = locale();
  document.documentElement.dir = RIGHT_TO_LEFT.test(now) ? "rtl" : "ltr";
}

export function choose(language: Language | ""): void {
  localStorage.setItem(KEY, language);
  location.reload();
}
