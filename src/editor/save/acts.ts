// What can be done with a post, by status and role: the steps of each act.
import type { Json, Post, Role, Status } from "../api/types.ts";
import { APPLY } from "./queue.ts";
import type { Step } from "./types.ts";

export type Act = "submit" | "withdraw" | "publish" | "schedule" | "update"
  | "reject" | "unpublish" | "archive" | "restore" | "ask";

const apply: Step = { path: APPLY, reached: () => false };

function to(path: string, status: Status, body?: Json): Step {
  return { path, body, reached: (post: Post) => post.status === status };
}

export function stepsOf(act: Act, body?: Json): Step[] {
  switch (act) {
  case "submit":
    return [apply, to("submit/", "IN_REVIEW")];
  case "withdraw":
  case "reject":
    return [to("reject/", "DRAFT", body)];
  case "publish":
    return [apply, to("publish/", "PUBLISHED")];
  case "schedule":
    return [apply, { path: "schedule/", body, reached: () => false }];
  case "update":
    return [apply];
  case "ask":
    return [{ path: "working-copy/submit/", reached: () => false }];
  case "unpublish":
    return [to("unpublish/", "DRAFT")];
  case "archive":
    return [to("archive/", "ARCHIVED")];
  case "restore":
    return [to("restore/", "DRAFT")];
  }
}

// The first one has the button, the others the menu.
export function actsFor(status: Status, role: Role, own: boolean): Act[] {
  if (role === "WRITER") {
    return !own ? [] : status === "DRAFT" ? ["submit"]
      : status === "IN_REVIEW" ? ["withdraw"]
        : status === "ARCHIVED" ? [] : ["ask"];
  }
  switch (status) {
  case "DRAFT":
    return ["publish", "schedule", "submit", "update", "archive"];
  case "IN_REVIEW":
    return ["publish", "schedule", "reject", "update", "archive"];
  case "SCHEDULED":
    return ["update", "publish", "schedule", "unpublish", "archive"];
  case "PUBLISHED":
    return ["update", "unpublish", "archive"];
  case "ARCHIVED":
    return ["restore"];
  }
}
