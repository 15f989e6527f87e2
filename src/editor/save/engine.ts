// The save engine: capture, prepare, send, reconcile, drain.  It knows
// neither page nor network: the ports say the time and what is written, and
// carry its calls.  One call is in flight at a time, for saves and actions
// alike.  What was typed is at any time in the document, in the local draft
// or on the server; an answer never replaces the document.
import type { Post, WorkingCopy } from "../api/types.ts";
import { ready } from "../text/blocks.ts";
import { same } from "../text/same.ts";
import { Beginning } from "./beginning.ts";
import { Due, SAVE_AFTER } from "./due.ts";
import { copyOver, fieldsOf } from "./fields.ts";
import { merge, Past, resolve, type Draft, type Merged } from "./merge.ts";
import { APPLY, isOfCopy, Queue } from "./queue.ts";
import type { Action, Answer, Call, CallKind, Choose, Flight, Found, Kept,
  Opened, Ports, State } from "./types.ts";
import { isBusy, verdict, versionOf } from "./verdict.ts";

type Mode = "open" | "signin" | "conflict" | "refused" | "gone";

export class Engine {
  private readonly ports: Ports;
  private post: Post | null;
  // of the post that `postBase` tells of, and of the newest that was seen
  private etag: string | null;
  private newEtag: string | null;
  private copyEtag: string | null;
  private base: Draft;
  private postBase: Draft | null;
  private mode: Mode = "open";
  private flight: Flight | null = null;
  private calls = 0;
  // counts what is typed; `saved` is the count that the server has
  private edits = 0;
  private saved = 0;
  private readonly due = new Due();
  private offline = false;
  private at: number | null = null;
  // sent, and perhaps received
  private lost: Draft[] = [];
  private look = false;
  // a first save has looked at what is there
  private looked = false;
  private readonly past = new Past();
  private csrf = false;
  private newToken = false;
  private readonly beginning: Beginning;
  private readonly queue = new Queue();
  private found: Found | null = null;
  private refusal: Answer | null = null;

  constructor(ports: Ports, opened: Opened) {
    this.ports = ports;
    this.beginning = new Beginning(ports);
    this.post = opened.post;
    this.etag = this.newEtag = opened.etag;
    this.copyEtag = opened.copyEtag;
    this.base = opened.base;
    this.postBase = opened.postBase;
  }

  // The writer has changed something.
  edited(): void {
    this.edits++;
    this.due.edited(this.ports.now());
    if (this.mode === "refused") {
      this.mode = "open";
    }
    this.pump();
  }

  // The timer of `wake`.
  tick(): void {
    this.pump();
  }

  // Ctrl+S, leaving the field, or a wish to try again.
  saveNow(): void {
    this.beginning.hurry();
    this.due.by(this.ports.now());
    this.due.retry = 0;
    if (this.mode === "refused") {
      this.mode = "open";
    }
    this.pump();
  }

  // The title of a new post has been written.
  titleDone(): void {
    if (this.post === null && this.dirty()) {
      this.due.by(this.ports.now());
      this.pump();
    }
  }

  // The page is hidden or left: now or perhaps never.
  leaving(): void {
    if (this.dirty()) {
      this.keepDraft();
      this.saveNow();
    }
  }

  online(): void {
    this.due.retry = 0;
    this.pump();
  }

  // The same user has signed in again.
  signedIn(): void {
    if (this.mode === "signin") {
      this.mode = "open";
      this.due.by(this.ports.now());
      this.pump();
    }
  }

  act(action: Action): void {
    this.queue.add(action);
    if (this.mode === "refused") {
      this.mode = "open";
    }
    this.due.retry = 0;
    this.pump();
  }

  // Each conflict is decided; the document may have moved on meanwhile.
  resolve(choose: Choose): void {
    if (this.found === null) {
      return;
    }
    const { base, rebase } = this.found;
    const again = merge(rebase ? this.postBase ?? {} : this.base,
      this.ports.capture(), rebase ? fieldsOf(this.post!) : base, this.past);
    const fields = resolve(again, again.conflicts.map(choose));
    this.found = null;
    this.mode = "open";
    this.take(fields, again.taken, base);
    if (rebase) {
      this.know(fieldsOf(this.post!));
    }
    this.due.by(this.ports.now());
    this.pump();
  }

  // What was kept on this device is wanted back, beside what was written since.
  restore(kept: Kept): void {
    const again = merge(kept.base, kept.fields, this.ports.capture());
    const fields = resolve(again, again.conflicts.map(() => "both"));
    this.beginning.creating = this.post === null ? kept.creating : null;
    this.ports.adopt(fields, 0);
    this.edited();
    this.keepDraft();
  }

  // What is known here of the server's: numbers as presence tells them.
  versions(): { post: number | null; copy: number | null } {
    return { post: versionOf(this.newEtag), copy: versionOf(this.copyEtag) };
  }

  isSaved(): boolean {
    return !this.dirty() && this.flight === null;
  }

  // An answer to the call of that number.
  answer(id: number, answer: Answer): void {
    const flight = this.flight;
    if (flight === null || flight.call.id !== id) {
      return;
    }
    this.flight = null;
    this.offline = answer.status === 0;
    if (answer.status >= 200 && answer.status < 300) {
      this.due.answered();
      this.received(flight, answer);
    } else {
      this.failed(flight, answer);
    }
    this.pump();
  }

  private dirty(): boolean {
    return this.edits !== this.saved;
  }

  private keepDraft(): void {
    this.due.kept();
    if (this.dirty()) {
      this.ports.keep({ fields: this.ports.capture(), base: this.base,
        at: this.ports.now(), post: this.post?.id ?? null,
        creating: this.beginning.creating });
    }
  }

  // Does what is due, and sets the timer for what comes next.
  private pump(): void {
    const now = this.ports.now();
    if (this.due.keep <= now) {
      this.keepDraft();
    }
    if (this.flight === null && this.mode === "open" && this.due.retry <= now) {
      this.next(now);
    }
    this.show();
    this.ports.wake(this.due.next(now, this.flight === null &&
      this.mode === "open", this.dirty()));
  }

  private next(now: number): void {
    const action = this.queue.first();
    if (this.newToken) {
      this.call("csrf", "GET", "/auth/me/");
    } else if (this.look) {
      this.call("post", "GET", this.path(""));
    } else if (this.post === null) {
      if (action !== undefined || (this.dirty() && this.due.save <= now)) {
        this.begin(action !== undefined || this.due.isLate(now));
      }
    } else if (action !== undefined) {
      if (this.queue.underWay() || !this.save(true)) {
        this.takeStep();
      }
    } else if (this.dirty() && this.due.save <= now) {
      this.save(false);
    }
  }

  private path(rest: string): string {
    return `/posts/${this.post!.id}/${rest}`;
  }

  private call(kind: CallKind, method: Call["method"], path: string,
               extra: Partial<Call> = {}, fields: Draft | null = null): void {
    const call: Call = { id: ++this.calls, kind, method, path, headers: {},
      ...extra };
    this.flight = { call, edits: this.edits, fields };
    this.ports.send(call);
  }

  private begin(urgent: boolean): void {
    if (!urgent && !this.beginning.isTime()) {
      this.due.putOff();
      return;
    }
    if (this.beginning.call()) {
      this.keepDraft();
    }
    const { body, key } = this.beginning.creating!;
    this.call("create", "POST", "/posts/", { body,
      headers: { "Idempotency-Key": key } });
  }

  // False where the server has it all already.
  private save(applied: boolean): boolean {
    const written = this.ports.capture();
    const fields = applied && written.content !== undefined
      ? { ...written, content: ready(written.content) } : written;
    if (same(fields, this.base)) {
      this.acknowledge(this.edits);
      return false;
    }
    if (this.copyEtag === null && !this.looked) {
      // somebody may have changed the post since it was opened
      this.look = this.looked = true;
      this.call("post", "GET", this.path(""));
      return true;
    }
    this.call("save", "PUT", this.path("working-copy/"), { body: fields,
      headers: this.copyEtag === null ? { "If-None-Match": "*" }
        : { "If-Match": this.copyEtag } }, fields);
    return true;
  }

  private takeStep(): void {
    const step = this.queue.next(this.post!, this.copyEtag !== null);
    if (step === undefined) {
      this.queue.finish({ ok: true, post: this.post! });
      this.next(this.ports.now());
      return;
    }
    const etag = isOfCopy(step) && step.path !== APPLY ? this.copyEtag
      : this.etag;
    this.call("step", "POST", this.path(step.path), { body: step.body ?? {},
      headers: etag === null ? {} : { "If-Match": etag } });
  }

  private acknowledge(edits: number): void {
    this.saved = Math.max(this.saved, edits);
    this.at = this.ports.now();
    this.refusal = null;
    this.due.saved(this.at, this.dirty());
    if (!this.dirty()) {
      this.ports.keep(null);
    }
  }

  private received(flight: Flight, answer: Answer): void {
    switch (flight.call.kind) {
    case "create":
      this.post = answer.body as Post;
      this.newEtag = answer.etag ?? null;
      this.base = fieldsOf(this.post);
      this.know(this.base);
      this.beginning.creating = null;
      this.ports.created(this.post);
      break;
    case "save":
      this.savedAs(flight, answer);
      break;
    case "csrf":
      this.newToken = false;
      break;
    case "post":
      this.post = answer.body as Post;
      this.newEtag = answer.etag ?? null;
      this.call("copy", "GET", this.path("working-copy/"));
      break;
    case "copy":
      this.reconcile(answer.body as WorkingCopy, answer.etag ?? null);
      break;
    case "step":
      this.stepDone(answer);
      break;
    }
  }

  private savedAs(flight: Flight, answer: Answer): void {
    const begun = (answer.body as WorkingCopy | null)?.base_version;
    // begun on another text than ours: what is missing comes in
    this.look = this.copyEtag === null && begun !== undefined &&
      begun !== versionOf(this.etag);
    this.past.add(this.base, flight.fields!);
    this.base = flight.fields!;
    this.copyEtag = answer.etag ?? null;
    this.lost = [];
    this.csrf = this.looked = false;
    this.acknowledge(flight.edits);
  }

  private stepDone(answer: Answer): void {
    const step = this.queue.taken();
    this.csrf = false;
    if (isOfCopy(step) && step.path !== APPLY) {
      this.copyEtag = answer.etag ?? null;
      return;
    }
    this.post = answer.body as Post;
    this.newEtag = answer.etag ?? null;
    this.know(fieldsOf(this.post));
    if (step.path === APPLY) {
      // another may have put something into the copy just before
      this.compare(fieldsOf(this.post), null);
    }
  }

  // The server's newest is known: what has happened there without us?
  private reconcile(copy: WorkingCopy | null, etag: string | null): void {
    const live = fieldsOf(this.post!);
    this.look = false;
    this.queue.again();
    if (!this.compare(copy === null ? live : copyOver(live, copy), etag)) {
      return;
    }
    // the live text has changed since our copy was begun
    if (copy === null || same(live, this.postBase) ||
        this.bring(merge(this.postBase ?? {}, this.ports.capture(), live,
          this.past), this.base, true)) {
      this.know(live);
    }
  }

  private know(live: Draft): void {
    this.postBase = live;
    this.etag = this.newEtag;
  }

  // What the server has, against what it had from us; false where somebody
  // must decide.  Without a working copy (etag) it is the live text.
  private compare(theirs: Draft, etag: string | null): boolean {
    const live = fieldsOf(this.post!);
    this.copyEtag = etag;
    if (etag === null) {
      this.know(live);
    }
    if (same({ ...live, ...this.base }, theirs) || this.lost.some((one) =>
      same({ ...live, ...one }, theirs))) {
      this.past.add(this.base, theirs);
      this.base = theirs;
      this.lost = [];
      return true;
    }
    return this.bring(merge(this.base, this.ports.capture(), theirs,
      this.past), theirs, false);
  }

  // Puts a merge into the document; false where somebody must decide first.
  private bring(merged: Merged, base: Draft, rebase: boolean): boolean {
    if (merged.conflicts.length > 0) {
      this.found = { merged, base, rebase };
      this.mode = "conflict";
      this.keepDraft();
      this.queue.giveUp({ ok: false, reason: "conflict" });
      return false;
    }
    this.take(merged.fields, merged.taken, base);
    return true;
  }

  private take(fields: Draft, taken: number, base: Draft): void {
    if (!same(fields, this.ports.capture())) {
      this.ports.adopt(fields, taken);
    }
    this.base = base;
    this.lost = [];
    this.edits++;
    this.due.by(this.ports.now() + SAVE_AFTER);
    this.keepDraft();
  }

  private failed(flight: Flight, answer: Answer): void {
    this.keepDraft();
    switch (verdict(flight.call.kind, answer, this.csrf)) {
    case "none":
      this.reconcile(null, null);
      break;
    case "signin":
      this.mode = "signin";
      break;
    case "token":
      this.csrf = this.newToken = true;
      break;
    case "later":
      this.later(flight, answer);
      break;
    case "renew":
      this.beginning.creating = null;
      break;
    case "look":
      this.look = true;
      this.due.by(this.ports.now());
      break;
    case "gone":
      this.end(answer);
      break;
    default:
      this.refuse(flight, answer);
    }
  }

  private later(flight: Flight, answer: Answer): void {
    this.due.failed(this.ports.now(), answer);
    if (isBusy(answer)) {
      return;
    }
    if (flight.fields !== null) {
      this.lost.push(flight.fields);
    }
    // it may have been done: look before it is done again
    this.look ||= flight.call.kind === "step";
  }

  private refuse(flight: Flight, answer: Answer): void {
    this.csrf = this.newToken = this.look = false;
    const result = { ok: false, reason: "refused", status: answer.status,
      body: answer.body };
    if (flight.call.kind === "step") {
      this.queue.finish(result);
      return;
    }
    this.mode = "refused";
    this.refusal = answer;
    this.queue.giveUp(result);
  }

  private end(answer: Answer): void {
    this.mode = "gone";
    this.refusal = answer;
    this.edits += this.dirty() ? 0 : 1;
    this.keepDraft();
    this.queue.giveUp({ ok: false, reason: "gone" });
  }

  private state(): State {
    if (this.mode !== "open") {
      return this.mode;
    }
    if (!this.dirty() && this.queue.first() === undefined) {
      return "saved";
    }
    return this.offline ? "offline" : this.flight !== null ? "saving"
      : this.due.retry > this.ports.now() ? "waiting" : "unsaved";
  }

  private show(): void {
    const { refusal, found } = this;
    this.ports.show({ state: this.state(), at: this.at,
      action: this.queue.first()?.name ?? null,
      ...refusal && { status: refusal.status, body: refusal.body },
      ...found && { merged: found.merged } });
  }
}
