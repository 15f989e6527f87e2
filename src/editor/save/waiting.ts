// Files that the server has not got yet, kept on this device: a page that is
// loaded anew sends them again, from where they stood in the text.  Where the
// browser keeps nothing (a private window, a full disk) they are in the tab
// alone, and the browser asks before that is left.
import { asked, open, range } from "./store.ts";

export interface Waiting {
  post: string;
  // the block that shows it (of the document's schema), and the one before
  node: unknown;
  before: string | null;
  // whose page sends it, and since when
  tab: string;
  at: number;
  file: File;
}

// In place of a post's number: of the library alone.
export const LIBRARY = "library";

const NAME = "talecraft-editor-files";
const STORE = "files";
const TAB = "talecraft-tab";

// A tab's own name, which it keeps when its page is loaded anew.
export function tab(): string {
  let name = sessionStorage.getItem(TAB);
  if (name === null) {
    name = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    sessionStorage.setItem(TAB, name);
  }
  return name;
}

// Another page that is still open would be done with it by then.
const LEFT_BEHIND = 3600000;

export function isLeft({ tab: name, at }: Waiting): boolean {
  return name === tab() || Date.now() - at > LEFT_BEHIND;
}

export class WaitingFiles {
  private readonly prefix: string;
  private db: Promise<IDBDatabase | null> | null = null;

  // site: the API's address; user: the number of who is signed in
  constructor(site: string, user: number) {
    this.prefix = `${site} ${user} `;
  }

  private async store(mode: IDBTransactionMode):
  Promise<IDBObjectStore | null> {
    this.db ??= open(NAME, STORE).catch(() => null);
    return (await this.db)?.transaction(STORE, mode).objectStore(STORE) ??
      null;
  }

  async put(upload: string, waiting: Waiting): Promise<void> {
    const store = await this.store("readwrite").catch(() => null);
    await (store && asked(store.put(waiting, this.prefix + upload)))
      ?.catch(() => undefined);
  }

  async remove(upload: string): Promise<void> {
    const store = await this.store("readwrite").catch(() => null);
    await (store && asked(store.delete(this.prefix + upload)))
      ?.catch(() => undefined);
  }

  async all(): Promise<{ upload: string; waiting: Waiting }[]> {
    const store = await this.store("readonly").catch(() => null);
    if (store === null) {
      return [];
    }
    const [keys, values] = await Promise.all([
      asked(store.getAllKeys(range(this.prefix))),
      asked<Waiting[]>(store.getAll(range(this.prefix)))]);
    return keys.map((key, i) => ({
      upload: String(key).slice(this.prefix.length), waiting: values[i] }));
  }

  async clear(): Promise<void> {
    const store = await this.store("readwrite").catch(() => null);
    await (store && asked(store.delete(range(this.prefix))));
  }
}
