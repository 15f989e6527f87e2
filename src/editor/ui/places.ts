// Where one can go, and who; the server decides what is allowed.
import { user } from "../api/client.ts";
import type { Role } from "../api/types.ts";
import { t } from "../i18n/en.ts";

export interface Place {
  name: keyof typeof t.places;
  // the least role that has it
  role: Role;
  // in the bar itself, below "Manage", or below one's own name
  in: "bar" | "manage" | "self";
}

const RANK: Role[] = ["WRITER", "EDITOR", "ADMIN"];

export const PLACES: Place[] = [
  { name: "", role: "WRITER", in: "bar" },
  { name: "posts", role: "WRITER", in: "bar" },
  { name: "calendar", role: "WRITER", in: "bar" },
  { name: "media", role: "WRITER", in: "bar" },
  { name: "trash", role: "WRITER", in: "self" },
  { name: "categories", role: "EDITOR", in: "manage" },
  { name: "tags", role: "EDITOR", in: "manage" },
  { name: "ads", role: "ADMIN", in: "manage" },
  { name: "users", role: "ADMIN", in: "manage" },
  { name: "webhooks", role: "ADMIN", in: "manage" },
  { name: "audit", role: "ADMIN", in: "manage" },
  { name: "account", role: "WRITER", in: "self" },
];

export function placesIn(part: Place["in"]): Place[] {
  return PLACES.filter((one) => one.in === part && mayGo(one.name));
}

export function mayGo(name: string): boolean {
  const place = PLACES.find((one) => one.name === name);
  return place === undefined ||
    RANK.indexOf(user.value!.role) >= RANK.indexOf(place.role);
}

export function titleOf(name: string): string {
  return (t.places as Record<string, string>)[name] ?? t.posts;
}
