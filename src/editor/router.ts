// Where the page is: "#/posts/12?status=DRAFT".  The hash works at any mount
// and needs no rewriting in httpd.
import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
// Counts the ways from one place to another: a new post that has got its
// number is still the same screen, the next new one is not.
export const visits = signal(0);
addEventListener("hashchange", () => {
  hash.value = location.hash;
  visits.value++;
});

export const path = computed(() => hash.value.replace(/^#/, "")
  .split("?")[0] || "/");
export const query = computed(() => new URLSearchParams(
  hash.value.split("?")[1] ?? ""));

export function go(to: string): void {
  location.hash = to;
}

// Takes the place of what is in the address, without a step to go back.
export function replace(to: string): void {
  history.replaceState(null, "", `#${to}`);
  hash.value = location.hash;
}

export function withQuery(changes: Record<string, string>): string {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  const text = next.toString();
  return path.value + (text === "" ? "" : `?${text}`);
}
