// What is kept on this device until the server has it: by site, user and
// post, in IndexedDB.  A browser that has none (a private window) keeps it
// as long as the page is open.
import { asked, open, range } from "./store.ts";
import type { Kept } from "./types.ts";

export interface Drafts {
  get(post: string): Promise<Kept | null>;
  put(post: string, kept: Kept | null): Promise<void>;
  all(): Promise<{ post: string; kept: Kept }[]>;
  clear(): Promise<void>;
}

const NAME = "talecraft-editor";
const STORE = "drafts";

class Stored implements Drafts {
  private readonly db: IDBDatabase;
  private readonly prefix: string;
  // one write after the other, so that the last one wins
  private last: Promise<unknown> = Promise.resolve();

  constructor(db: IDBDatabase, prefix: string) {
    this.db = db;
    this.prefix = prefix;
  }

  private store(mode: IDBTransactionMode): IDBObjectStore {
    return this.db.transaction(STORE, mode, { durability: "strict" })
      .objectStore(STORE);
  }

  async get(post: string): Promise<Kept | null> {
    await this.last;
    return await asked(this.store("readonly").get(this.prefix + post)) ??
      null;
  }

  put(post: string, kept: Kept | null): Promise<void> {
    const write = this.last.then(async () => {
      const store = this.store("readwrite");
      const key = this.prefix + post;
      await (kept === null ? asked(store.delete(key))
        : asked(store.put(kept, key)));
    });
    this.last = write.catch(() => undefined);
    return write;
  }

  async all(): Promise<{ post: string; kept: Kept }[]> {
    await this.last;
    const store = this.store("readonly");
    const [keys, values] = await Promise.all([
      asked(store.getAllKeys(range(this.prefix))),
      asked(store.getAll(range(this.prefix)))]);
    return keys.map((key, i) => ({
      post: String(key).slice(this.prefix.length), kept: values[i] }));
  }

  async clear(): Promise<void> {
    await this.last;
    await asked(this.store("readwrite").delete(range(this.prefix)));
  }
}

export class Remembered implements Drafts {
  private readonly kept = new Map<string, Kept>();

  async get(post: string): Promise<Kept | null> {
    return this.kept.get(post) ?? null;
  }

  async put(post: string, kept: Kept | null): Promise<void> {
    if (kept === null) {
      this.kept.delete(post);
    } else {
      this.kept.set(post, structuredClone(kept));
    }
  }

  async all(): Promise<{ post: string; kept: Kept }[]> {
    return [...this.kept].map(([post, kept]) => ({ post, kept }));
  }

  async clear(): Promise<void> {
    this.kept.clear();
  }
}

// site: the API's address; user: the number of who is signed in.
export async function drafts(site: string, user: number): Promise<Drafts> {
  try {
    return new Stored(await open(NAME, STORE), `${site} ${user} `);
  } catch {
    return new Remembered();
  }
}
