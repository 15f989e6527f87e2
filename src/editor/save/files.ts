// Files that become blocks of a text at once; the server's number comes when
// it has them.  Until then they are kept on this device.
import type { Node } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { config, user } from "../api/client.ts";
import { send, uploads } from "../api/upload.ts";
import { t } from "../i18n/en.ts";
import { isHeldBack } from "../text/blocks.ts";
import { learn } from "../text/media.ts";
import { schema } from "../text/schema.ts";
import { ARRIVED } from "../text/uploads-plugin.ts";
import { say } from "../ui/parts.tsx";
import { isLeft, tab, WaitingFiles, type Waiting } from "./waiting.ts";

// The document that they go into; without a view it cannot take any.
export interface Place {
  post: string;
  view: EditorView | null;
}

interface Noted {
  node: Node;
  post: string;
}

// A page may go away just when the server has the file and the text has its
// number: then the text has it already, and what was put back is one too many.
function takeTwin(view: EditorView, upload: string, media: number): void {
  let at: number | null = null;
  let size = 0;
  let isThere = false;
  view.state.doc.forEach((node, pos) => {
    if (isHeldBack(node) && node.attrs.upload === upload) {
      at = pos;
      size = node.nodeSize;
    }
    isThere ||= node.attrs.media_id === media;
  });
  if (at !== null && isThere) {
    view.dispatch(view.state.tr.delete(at, at + size).setMeta("addToHistory",
      false));
  }
}

function isNew(post: string): boolean {
  return post.startsWith("new-");
}

export class Files {
  private readonly place: () => Place;
  private readonly kept = new WaitingFiles(config.value!.api!,
    user.value!.id);
  private readonly noted = new Map<string, Noted>();

  constructor(place: () => Place) {
    this.place = place;
  }

  // Blocks for them, to be put into the text.
  take(files: File[]): Node[] {
    const most = config.value!.limits.upload;
    return files.filter((file) => {
      if (file.size > most) {
        say(`${file.name}: ${t.tooLarge(`${Math.round(most / 1048576)} MB`)}`,
          true);
      }
      return file.size <= most;
    }).map((file) => {
      const type = file.type.startsWith("video/") ? schema.nodes.video
        : schema.nodes.image;
      return type.create({ upload: this.begin(file) });
    });
  }

  // Sends it, or goes on with what is being sent; its number is told to the
  // text that is open when it comes.  id: of one that is put back.
  private begin(file: File, id?: string): string {
    const upload = uploads.get(id ?? "") ?? send(file, (media) => {
      if (media === null) {
        void this.kept.remove(upload.id);
      }
    }, id);
    upload.media.subscribe((media) => {
      const { view } = this.place();
      if (media !== null && view !== null) {
        if (upload.known.peek()) {
          upload.known.value = false;
          say(`${upload.file.name}: ${t.upload.known}`);
        }
        learn([media], true);
        if (id !== undefined) {
          takeTwin(view, id, media.id);
        }
        view.dispatch(view.state.tr.setMeta(ARRIVED, true));
        void this.kept.remove(upload.id);
      }
    });
    return upload.id;
  }

  // Keeps what that document shows of them, and nothing else of its post's.
  note(doc: Node): void {
    const { post } = this.place();
    const gone = new Set(this.noted.keys());
    let before: string | null = null;
    doc.forEach((node) => {
      const upload = isHeldBack(node)
        ? uploads.get(String(node.attrs.upload)) : undefined;
      if (upload !== undefined) {
        gone.delete(upload.id);
        const noted = this.noted.get(upload.id);
        if (noted?.node !== node || noted.post !== post) {
          this.noted.set(upload.id, { node, post });
          void this.kept.put(upload.id, { post, node: node.toJSON(), before,
            tab: tab(), at: Date.now(), file: upload.file });
        }
      }
      before = node.attrs.id;
    });
    for (const id of gone) {
      this.noted.delete(id);
      void this.kept.remove(id);
    }
  }

  // None of them is wanted.
  drop(): void {
    for (const id of this.noted.keys()) {
      uploads.get(id)?.cancel();
    }
    this.noted.clear();
  }

  // Those of this post, or of any that has no number yet, that a page before
  // this one has not sent.  alone: no other tab has the post open.
  async restore(alone: boolean): Promise<void> {
    const { post } = this.place();
    const left = (await this.kept.all()).filter(({ waiting }) =>
      (waiting.post === post || (isNew(post) && isNew(waiting.post))) &&
      (alone || isLeft(waiting)));
    left.sort((a, b) => a.waiting.at - b.waiting.at);
    for (const { upload, waiting } of left) {
      this.putBack(upload, waiting);
    }
  }

  private putBack(id: string, waiting: Waiting): void {
    const { view } = this.place();
    if (view === null) {
      return;
    }
    const { doc } = view.state;
    let at: number | null = null;
    let isThere = false;
    doc.forEach((node, pos) => {
      isThere ||= node.attrs.upload === id;
      if (node.attrs.id === waiting.before) {
        at = pos + node.nodeSize;
      }
    });
    if (!isThere) {
      this.begin(waiting.file, id);
      view.dispatch(view.state.tr.insert(waiting.before === null ? 0
        : at ?? doc.content.size, schema.nodeFromJSON(waiting.node))
        .setMeta("addToHistory", false));
    }
  }
}
