// The save engine in a hostile world: what was typed is at any time in the
// document, in the local draft or on the server.
import assert from "node:assert/strict";
import test from "node:test";
import type { Call } from "../../../src/editor/save/types.ts";
import { Random } from "./random.ts";
import { Client, QUIET, World } from "./world.ts";

// EDITOR_RUNS=10 tries ten times as many stories.
const MANY = Number(process.env.EDITOR_RUNS ?? "1");

const STORM = { lostRequest: 0.08, lostAnswer: 0.08, refused: 0.12 };

function safe(world: World, hint: string): void {
  const server = JSON.stringify([world.server.copy, world.server.post,
    world.server.revisions]);
  for (const client of world.clients) {
    const mine = JSON.stringify([client.engine && client.doc, client.draft,
      client.left]);
    for (const word of client.typed.keys()) {
      assert.ok(mine.includes(word) || server.includes(word),
        `${hint}: ${word} is lost at ${world.time}\n` +
        world.server.log.slice(-20).join("\n"));
    }
    assert.ok((world.sentAtOnce.get(client) ?? 0) <= 1,
      `${hint}: two calls at once`);
  }
}

function calm(world: World, hint: string): void {
  world.faults = QUIET;
  for (let i = 0; i < 60; i++) {
    for (const client of world.clients) {
      world.attend(client);
      client.engine?.online();
    }
    world.runUntil(world.time + 15000, () => safe(world, hint));
    if (world.clients.every((client) => client.engine?.isSaved() &&
        client.shown.state === "saved" && client.draft === null &&
        client.left.length === 0)) {
      return;
    }
  }
  assert.fail(`${hint}: not saved: ${world.clients.map((client) =>
    client.shown.state)}\n${world.server.log.slice(-12).join("\n")}`);
}

function act(world: World, client: Client, crashes: boolean): void {
  const { random } = world;
  const { state } = client.shown;
  if (client.engine === null || (state === "signin" && random.chance(0.5)) ||
      ((state === "conflict" || state === "refused") &&
      random.chance(0.3))) {
    world.attend(client);
    return;
  }
  const what = random.int(100);
  if (what < 70) {
    client.type(random);
  } else if (what < 76) {
    client.remove(random);
  } else if (what < 80) {
    client.engine.saveNow();
  } else if (what < 84) {
    client.engine.leaving();
  } else if (what < 88) {
    client.publish();
  } else if (what < 90) {
    client.engine.online();
  } else if (what < 93 && crashes) {
    client.crash();
  } else if (what < 95) {
    client.decide();
  }
}

function story(seed: number, names: string[], crashes: boolean): World {
  const world = new World(new Random(seed));
  const hint = `seed ${seed}`;
  world.faults = seed % 5 === 0 ? QUIET : STORM;
  for (const name of names) {
    const client = new Client(world, name);
    world.clients.push(client);
    client.open();
    // the second one opens what the first has made
    if (names.length > 1 && world.server.post === null) {
      client.type(world.random);
      calm(world, hint);
      world.faults = seed % 5 === 0 ? QUIET : STORM;
    }
  }
  for (let i = 0; i < 60; i++) {
    act(world, world.random.pick(world.clients), crashes);
    safe(world, hint);
    world.runUntil(world.time + world.random.int(world.random.chance(0.2)
      ? 20000 : 1500), () => safe(world, hint));
  }
  calm(world, hint);
  // who comes back after a crash no longer knows what others had not seen
  const server = JSON.stringify([world.server.copy, world.server.post,
    crashes && names.length > 1 ? world.server.revisions : null]);
  for (const client of world.clients) {
    for (const word of client.typed.keys()) {
      assert.ok(server.includes(word), `${hint}: ${word} was not saved`);
    }
  }
  assert.ok(world.server.posts <= 1, `${hint}: two posts were made`);
  return world;
}

test("one writer: all is saved, no conflict with oneself", () => {
  for (let seed = 1; seed <= 100 * MANY; seed++) {
    const world = story(seed, ["a"], false);
    assert.ok(!world.clients[0].states.has("conflict"), `seed ${seed}`);
  }
});

test("one writer whose page crashes: what was kept comes back", () => {
  for (let seed = 1; seed <= 100 * MANY; seed++) {
    story(seed, ["a"], true);
  }
});

test("two editors: nobody's words are lost", () => {
  let conflicts = 0;
  for (let seed = 1; seed <= 150 * MANY; seed++) {
    const world = story(seed, ["a", "b"], false);
    conflicts += world.clients.some((one) => one.states.has("conflict"))
      ? 1 : 0;
  }
  assert.ok(conflicts > 10 * MANY, `only ${conflicts} conflicts were met`);
});

test("two editors whose pages crash", () => {
  for (let seed = 1; seed <= 100 * MANY; seed++) {
    story(seed, ["a", "b"], true);
  }
});

function one(): { world: World; client: Client } {
  const world = new World(new Random(7));
  const client = new Client(world, "a");
  world.clients.push(client);
  client.open();
  return { world, client };
}

function settle(world: World, time: number): void {
  world.runUntil(world.time + time, () => safe(world, "case"));
}

test("three seconds after the last edit, a minute at most", () => {
  const { world, client } = one();
  const random = new Random(1);
  client.type(random);
  settle(world, 2900);
  assert.equal(world.server.post, null);
  settle(world, 20000);
  assert.equal(client.shown.state, "saved");
  const before = world.server.copies;
  for (let i = 0; i < 61; i++) {
    client.type(random);
    settle(world, 1000);
    assert.ok(world.server.copies === before || i >= 57, `after ${i} s`);
  }
  settle(world, 10000);
  assert.ok(world.server.copies > before);
});

function untitled(client: Client): void {
  client.doc = { title: "", content: [{ type: "paragraph", text: "Text" }] };
  client.engine!.edited();
}

function titleOf(world: World): unknown {
  return world.server.post?.fields.title;
}

test("a post begins when its title is written, a minute later at most", () => {
  const { world, client } = one();
  untitled(client);
  settle(world, 58000);
  assert.equal(titleOf(world), undefined);
  assert.notEqual(client.draft, null);
  settle(world, 6000);
  assert.equal(titleOf(world), "Untitled");
  const second = one();
  untitled(second.client);
  settle(second.world, 9000);
  assert.equal(titleOf(second.world), undefined);
  second.client.doc.title = "All of it";
  second.client.engine!.titleDone();
  settle(second.world, 2000);
  assert.equal(titleOf(second.world), "All of it");
});

test("a session that ended: kept, asked, saved", () => {
  const { world, client } = one();
  client.type(new Random(1));
  settle(world, 20000);
  client.type(new Random(2));
  const serve = world.server.serve.bind(world.server);
  world.server.serve = () => ({ status: 401 });
  settle(world, 20000);
  assert.equal(client.shown.state, "signin");
  assert.notEqual(client.draft, null);
  world.server.serve = serve;
  client.engine!.signedIn();
  settle(world, 20000);
  assert.equal(client.shown.state, "saved");
  assert.equal(client.draft, null);
});

test("a saved text whose answer was dropped is recognised", () => {
  const { world, client } = one();
  client.type(new Random(1));
  settle(world, 20000);
  client.type(new Random(2));
  world.faults = { ...QUIET, lostAnswer: 1 };
  settle(world, 9000);
  assert.equal(client.shown.state, "offline");
  world.faults = QUIET;
  client.type(new Random(3));
  settle(world, 60000);
  assert.equal(client.shown.state, "saved");
  assert.ok(!client.states.has("conflict"));
  assert.ok(world.server.log.some((line) => line.endsWith("412")));
});

test("a post that was deleted under the writer: the text is kept", () => {
  const { world, client } = one();
  client.type(new Random(1));
  settle(world, 20000);
  world.server.post = null;
  world.server.copy = null;
  client.type(new Random(2));
  settle(world, 20000);
  assert.equal(client.shown.state, "gone");
  assert.equal(client.draft?.fields.content?.length,
    client.doc.content?.length);
});

test("publishing first saves, and says what came of it", () => {
  const { world, client } = one();
  client.type(new Random(1));
  client.doc.content!.push({ type: "paragraph", text: "" });
  client.engine!.edited();
  client.publish();
  settle(world, 20000);
  assert.equal(client.results.length, 1);
  assert.equal(client.results[0].ok, true);
  assert.equal(world.server.post?.status, "PUBLISHED");
  assert.equal(world.server.copy, null);
  const texts = world.server.post?.fields.content?.map((block) => block.text);
  assert.ok(!texts?.includes(""), "an empty paragraph was published");
});

test("a refused step tells the server's errors and saves go on", () => {
  const { world, client } = one();
  client.type(new Random(1));
  settle(world, 20000);
  const serve = world.server.serve.bind(world.server);
  world.server.serve = (call: Call) => call.path.endsWith("apply/")
    ? { status: 400, body: { content: ["Block 1: no."] } } : serve(call);
  client.publish();
  settle(world, 20000);
  assert.deepEqual(client.results[0].body, { content: ["Block 1: no."] });
  client.type(new Random(2));
  settle(world, 20000);
  assert.equal(client.shown.state, "saved");
});

test("what was published by another is not published over unseen", () => {
  const { world, client } = one();
  client.type(new Random(1));
  settle(world, 20000);
  const post = world.server.post!;
  const other = { type: "paragraph", id: "other", text: "others." };
  post.fields = { ...post.fields, content: [other] };
  post.version++;
  client.publish();
  settle(world, 60000);
  const text = JSON.stringify(world.server.post);
  assert.ok(text.includes("others.") && text.includes("aw0."));
  assert.equal(client.results[0].ok, true);
});
