// The acts that wait for the text to be saved: one at a time, step by step.
import type { Post } from "../api/types.ts";
import type { Action, Result, Step } from "./types.ts";

export const APPLY = "working-copy/apply/";

// A step with the working copy, not with the post.
export function isOfCopy(step: Step): boolean {
  return step.path.startsWith("working-copy/");
}

export class Queue {
  private readonly actions: Action[] = [];
  private at = 0;

  add(action: Action): void {
    this.actions.push(action);
  }

  first(): Action | undefined {
    return this.actions[0];
  }

  // A step has been taken: what is typed now waits until all are.
  underWay(): boolean {
    return this.at > 0;
  }

  again(): void {
    this.at = 0;
  }

  taken(): Step {
    return this.actions[0].steps[this.at++];
  }

  // The next step that is still to be taken; undefined: none.
  next(post: Post, copy: boolean): Step | undefined {
    const { steps } = this.actions[0];
    while (this.at < steps.length && (isOfCopy(steps[this.at]) ? !copy
      : steps[this.at].reached(post))) {
      this.at++;
    }
    return steps[this.at];
  }

  finish(result: Result): void {
    const action = this.actions.shift();
    this.at = 0;
    action?.done(result);
  }

  giveUp(result: Result): void {
    while (this.actions.length > 0) {
      this.finish(result);
    }
  }
}
