// A world to try the save engine in: a server with one post and its working
// copy, clients that type, and a network that delays, drops and refuses.
// Time is a number; nothing waits.
import type { Block, Fields, Post } from "../../../src/editor/api/types.ts";
import { Engine } from "../../../src/editor/save/engine.ts";
import { copyOver, fieldsOf } from "../../../src/editor/save/fields.ts";
import { differing, type Draft } from "../../../src/editor/save/merge.ts";
import type { Answer, Call, Kept, Opened, Result, Shown }
  from "../../../src/editor/save/types.ts";
import type { Random } from "./random.ts";

export interface Faults {
  lostRequest: number;
  lostAnswer: number;
  refused: number;
}

export const QUIET: Faults = { lostRequest: 0, lostAnswer: 0, refused: 0 };

function blank(): Fields {
  return { title: "Title", slug: "title", content: [], excerpt: "",
    category: null, featured_media: null, thumbnail_media: null,
    og_media: null, seo_title: "", seo_description: "", seo_keywords: "",
    canonical_url: "", no_index: false };
}

function detail(fields: Draft, status: string): Post {
  return { id: 1, ...blank(), ...fields, status, category: null,
    featured_media: null, thumbnail_media: null, og_media: null,
    media_blocks: [] } as unknown as Post;
}

// The contract of posts and working copies, as far as the engine needs it.
export class Server {
  post: { fields: Draft; version: number; status: string } | null = null;
  copy: { fields: Draft; version: number; base: number } | null = null;
  revisions: Draft[] = [];
  keys = new Map<string, string>();
  copies = 0;
  posts = 0;
  log: string[] = [];

  serve(call: Call, who = ""): Answer {
    const answer = this.route(call);
    this.log.push(`${who} ${call.method} ${call.path} ${answer.status}`);
    return answer;
  }

  private route(call: Call): Answer {
    if (call.path === "/auth/me/") {
      return { status: 200, body: {} };
    }
    if (call.kind === "create") {
      return this.create(call);
    }
    if (this.post === null) {
      return { status: 404 };
    }
    const name = call.path.replace("/posts/1/", "");
    if (name === "") {
      return this.read();
    }
    if (name === "working-copy/") {
      return call.method === "PUT" ? this.put(call) : this.readCopy();
    }
    const match = call.headers["If-Match"];
    if (match !== undefined && match !== `"${this.post.version}"`) {
      return { status: 412 };
    }
    return name === "working-copy/apply/" ? this.apply() : this.publish();
  }

  private create(call: Call): Answer {
    const key = call.headers["Idempotency-Key"];
    const body = JSON.stringify(call.body);
    if (this.keys.has(key)) {
      return this.keys.get(key) === body ? this.read() : { status: 422 };
    }
    this.keys.set(key, body);
    this.posts++;
    this.post = { fields: { ...blank(), ...call.body as Draft }, version: 1,
      status: "DRAFT" };
    return { ...this.read(), status: 201 };
  }

  read(): Answer {
    const { fields, status, version } = this.post!;
    return { status: 200, etag: `"${version}"`,
      body: detail(fields, status) };
  }

  readCopy(): Answer {
    return this.copy === null ? { status: 404 } : { status: 200,
      etag: `"c${this.copy.version}"`, body: { fields: this.copy.fields,
        base_version: this.copy.base } };
  }

  private put(call: Call): Answer {
    const match = call.headers["If-Match"];
    const fine = match === undefined ? this.copy === null
      : this.copy !== null && match === `"c${this.copy.version}"`;
    if (!fine) {
      return { status: 412 };
    }
    const fresh = this.copy === null;
    this.copy = { fields: call.body as Draft, version: ++this.copies,
      base: this.copy?.base ?? this.post!.version };
    return { ...this.readCopy(), status: fresh ? 201 : 200 };
  }

  private apply(): Answer {
    if (this.copy === null) {
      return { status: 404 };
    }
    this.revisions.push(this.copy.fields);
    this.post!.fields = this.copy.fields;
    this.post!.version++;
    this.copy = null;
    return this.read();
  }

  private publish(): Answer {
    if (this.post!.status === "PUBLISHED") {
      return { status: 400, body: { detail: "Post is already published." } };
    }
    this.post!.status = "PUBLISHED";
    this.post!.version++;
    return this.read();
  }
}

export class Client {
  readonly name: string;
  readonly world: World;
  engine: Engine | null = null;
  doc: Draft = { title: "Title", content: [] };
  draft: Kept | null = null;
  // what earlier pages kept, until the writer decides on it
  left: Kept[] = [];
  shown: Shown = { state: "saved", at: null, action: null };
  states = new Set<string>();
  results: Result[] = [];
  // typed and not deleted since: word to the time it was typed
  typed = new Map<string, number>();
  private timer = 0;
  private count = 0;
  private keyed = 0;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
  }

  open(): void {
    const { server } = this.world;
    const post = server.post === null ? null
      : server.read().body as Post;
    const live = post === null ? this.fresh() : fieldsOf(post);
    const copy = server.readCopy();
    const base = copy.status === 200 ? copyOver(live as Fields,
      copy.body as never) : live;
    const stale = server.copy !== null &&
      server.copy.base !== server.post!.version;
    const opened: Opened = { post, etag: post && !stale ? server.read().etag!
      : null, copyEtag: copy.etag ?? null, base,
      postBase: post && !stale ? live : null };
    this.doc = structuredClone(base);
    this.engine = new Engine(this.ports(), opened);
    if (this.draft !== null) {
      this.left.unshift(this.draft);
      this.draft = null;
    }
    this.left = this.left.filter((one) => differing(one.fields, base) > 0);
    // a first call without an answer is repeated before another is made
    if (post === null || this.world.random.chance(0.5)) {
      this.decide();
    }
  }

  // All that was kept is wanted back.
  decide(): void {
    for (const one of this.left.splice(0)) {
      this.engine!.restore(one);
    }
  }

  private fresh(): Draft {
    return { title: "", content: [] };
  }

  private ports() {
    return {
      now: () => this.world.time,
      wake: (at: number | null) => {
        const mine = ++this.timer;
        if (at !== null) {
          this.world.at(Math.max(at, this.world.time), () => {
            if (mine === this.timer && this.engine !== null) {
              this.engine.tick();
            }
          });
        }
      },
      capture: () => structuredClone(this.doc),
      send: (call: Call) => this.world.carry(this, call),
      keep: (kept: Kept | null) => {
        this.draft = structuredClone(kept);
      },
      adopt: (fields: Draft) => {
        this.doc = structuredClone(fields);
      },
      created: () => undefined,
      titled: () => this.doc.title !== "",
      untitled: "Untitled",
      show: (shown: Shown) => {
        this.shown = shown;
        this.states.add(shown.state);
      },
      key: () => `${this.name}-${++this.keyed}`,
    };
  }

  crash(): void {
    this.engine = null;
    this.timer++;
    this.world.sentAtOnce.set(this, 0);
    const { server } = this.world;
    const kept = JSON.stringify([this.draft, this.left, server.copy,
      server.post, server.revisions]);
    for (const [word, at] of this.typed) {
      if (this.world.time - at <= 1000 && !kept.includes(word)) {
        this.typed.delete(word);
      }
    }
    this.doc = this.fresh();
  }

  type(random: Random): void {
    const word = `${this.name}w${this.count++}.`;
    const blocks = this.doc.content!;
    const at = random.int(blocks.length + 1);
    if (random.chance(0.1)) {
      this.doc.title = `${this.doc.title} ${word}`;
    } else if (blocks[at] === undefined || random.chance(0.3)) {
      blocks.splice(at, 0, { type: "paragraph", id: `${this.name}${word
        .slice(0, -1)}`, text: word });
    } else {
      blocks[at] = { ...blocks[at], text: `${blocks[at].text} ${word}` };
    }
    this.typed.set(word, this.world.time);
    this.engine!.edited();
  }

  remove(random: Random): void {
    const blocks = this.doc.content!;
    if (blocks.length > 0) {
      const [gone] = blocks.splice(random.int(blocks.length), 1) as Block[];
      this.world.forget(String(gone.text));
      this.engine!.edited();
    }
  }

  publish(): void {
    this.engine!.act({ name: "publish", steps: [
      { path: "working-copy/apply/", reached: () => false },
      { path: "publish/", reached: (post) => post.status === "PUBLISHED" },
    ], done: (result) => this.results.push(result) });
  }
}

export class World {
  time = 0;
  server = new Server();
  clients: Client[] = [];
  faults: Faults = QUIET;
  sentAtOnce = new Map<Client, number>();
  private events: { at: number; order: number; run: () => void }[] = [];
  private order = 0;
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  at(time: number, run: () => void): void {
    this.events.push({ at: time, order: this.order++, run });
  }

  // Words that somebody has deleted on purpose.
  forget(text: string): void {
    for (const client of this.clients) {
      for (const word of text.split(" ")) {
        client.typed.delete(word);
      }
    }
  }

  carry(client: Client, call: Call): void {
    const sender = client.engine;
    this.sentAtOnce.set(client, (this.sentAtOnce.get(client) ?? 0) + 1);
    const { random, faults } = this;
    const there = this.time + 1 + random.int(random.chance(0.1) ? 9000 : 300);
    const answered = (answer: Answer, at: number) => this.at(at, () => {
      // what was sent before a crash is answered to nobody
      if (client.engine === sender) {
        this.sentAtOnce.set(client, 0);
        sender?.answer(call.id, answer);
      }
    });
    if (random.chance(faults.lostRequest)) {
      answered({ status: 0 }, there + 5000);
      return;
    }
    // what is sent is fixed now, whatever is typed later
    const sent = structuredClone(call);
    this.at(there, () => {
      const answer = random.chance(faults.refused) ? this.refusal()
        : this.server.serve(sent, client.name);
      const back = this.time + 1 + random.int(300);
      answered(random.chance(faults.lostAnswer) ? { status: 0 } : answer,
        back);
    });
  }

  private refusal(): Answer {
    return this.random.pick<Answer>([
      { status: 401 },
      { status: 403, body: { detail: "CSRF Failed: CSRF token missing." } },
      { status: 429, retryAfter: 12 },
      { status: 503, retryAfter: 2 },
      { status: 409, retryAfter: 1 },
      { status: 500 },
      { status: 413, body: { detail: "Too large." } },
      { status: 412 },
    ]);
  }

  // What waits for a person is answered some time.
  attend(client: Client): void {
    const { engine, shown } = client;
    if (engine === null) {
      client.open();
    } else if (client.left.length > 0) {
      client.decide();
    } else if (shown.state === "signin") {
      engine.signedIn();
    } else if (shown.state === "conflict") {
      engine.resolve(() => "both");
    } else if (shown.state === "refused") {
      engine.saveNow();
    }
  }

  step(): boolean {
    this.events.sort((a, b) => a.at - b.at || a.order - b.order);
    const event = this.events.shift();
    if (event === undefined) {
      return false;
    }
    this.time = Math.max(this.time, event.at);
    event.run();
    return true;
  }

  runUntil(time: number, check: () => void): void {
    for (;;) {
      this.events.sort((a, b) => a.at - b.at || a.order - b.order);
      if (this.events.length === 0 || this.events[0].at > time) {
        break;
      }
      this.step();
      check();
    }
    this.time = time;
  }
}
