// Pictures, galleries, videos and embeds: what they show, what can be set,
// and the caption, which is text of the document.
import { effect } from "@preact/signals";
import type { Node as PmNode } from "prosemirror-model";
import type { EditorView, NodeView } from "prosemirror-view";
import { config } from "../../api/client.ts";
import type { Media } from "../../api/types.ts";
import { uploads, type Upload } from "../../api/upload.ts";
import { t } from "../../i18n/en.ts";
import { say } from "../../ui/parts.tsx";
import { mediaSignal, reprocess } from "../media.ts";
import { el, labelled } from "./dom.ts";

export interface Hosts {
  // asks for pictures of the library; files: uploads them
  pick(kind: "IMAGE" | "VIDEO", several: boolean,
       done: (media: Media[]) => void): void;
}

function picture(media: Media | null | undefined, alt: string): HTMLElement {
  if (media === undefined) {
    return el("span", { class: "pending" }, t.loading);
  }
  if (media === null) {
    return el("span", { class: "pending bad" }, t.upload.failed);
  }
  if (media.status !== "READY") {
    return el("span", { class: media.status === "FAILED" ? "pending bad"
      : "pending" }, media.status === "FAILED"
      ? media.error || t.upload.failed : t.upload.processing);
  }
  if (media.media_type === "VIDEO") {
    return el("video", { src: media.url ?? "", controls: true,
      poster: media.variants.poster?.url ?? "", preload: "none" });
  }
  const img = el("img", { alt, src: media.url ?? "", draggable: false,
    width: media.width ?? 0, height: media.height ?? 0 });
  if (media.placeholder) {
    img.style.background = `url("${media.placeholder}") center / cover`;
    img.onload = () => {
      img.style.background = "";
    };
  }
  if (media.srcset) {
    img.srcset = media.srcset;
    img.sizes = "(max-width: 760px) 100vw, 680px";
  }
  return img;
}

// bar: shows how far it is; it goes on while the rest stays as it is, so that
// nobody's focus is taken away.
function uploading(upload: Upload, bar: HTMLElement,
                   remove: () => void): HTMLElement {
  const { value: state } = upload.state;
  const box = el("div", { class: "uploading" });
  // of what browsers cannot show, its kind
  box.append(upload.preview !== null
    ? el("img", { src: upload.preview, alt: "" })
    : el("span", { class: "pending" }, upload.file.name.replace(/^.*\./, "")
      .toUpperCase()));
  const line = el("p", { class: state === "failed" ? "error" : "" },
    upload.error.value || t.upload[state]);
  box.append(line);
  if (state === "sending") {
    box.append(bar);
  }
  if (state === "failed") {
    box.append(el("button", { type: "button", class: "button",
      onclick: () => upload.retry() }, t.retry));
  }
  if (state !== "ready" && state !== "processing") {
    box.append(el("button", { type: "button", class: "button",
      onclick: remove }, state === "failed" ? t.remove : t.cancel));
  }
  return box;
}

export class FigureView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  private node: PmNode;
  private readonly view: EditorView;
  private readonly getPos: () => number | undefined;
  private readonly hosts: Hosts;
  private readonly shown = el("div", { class: "shown",
    contentEditable: "false" });
  private readonly fields = el("div", { class: "block-fields",
    contentEditable: "false" });
  private readonly bar = el("progress", { max: 1,
    ariaLabel: t.upload.sending });
  private stop: (() => void) | null = null;

  constructor(node: PmNode, view: EditorView,
              getPos: () => number | undefined, hosts: Hosts) {
    this.node = node;
    this.view = view;
    this.getPos = getPos;
    this.hosts = hosts;
    this.contentDOM = el("figcaption", {});
    this.contentDOM.dataset.label = t.caption;
    this.dom = el("figure", { class: `figure ${node.type.name}` },
      this.shown, this.contentDOM, this.fields);
    this.dom.onkeydown = (event) => this.back(event);
    this.drawFields();
    this.draw();
  }

  private set(attrs: Record<string, unknown>): void {
    const pos = this.getPos();
    if (pos !== undefined) {
      this.view.dispatch(this.view.state.tr.setNodeMarkup(pos, null,
        { ...this.node.attrs, ...attrs }));
    }
  }

  // Esc, and Enter in a field, lead back to the text.
  private back(event: KeyboardEvent): void {
    const { target, key } = event;
    if (key === "Escape" || (key === "Enter" &&
        target instanceof HTMLInputElement)) {
      event.preventDefault();
      this.view.focus();
    }
  }

  private remove(): void {
    const pos = this.getPos();
    if (pos !== undefined) {
      this.view.dispatch(this.view.state.tr.delete(pos,
        pos + this.node.nodeSize));
      this.view.focus();
    }
  }

  // Draws again when a picture or an upload changes.
  private draw(): void {
    this.stop?.();
    const stops = [
      effect(() => this.shown.replaceChildren(...this.pieces())),
      effect(() => {
        const upload = uploads.get(String(this.node.attrs.upload));
        this.bar.value = upload?.progress.value ?? 0;
      })];
    this.stop = () => stops.forEach((one) => one());
    this.contentDOM.classList.toggle("blank", this.node.content.size === 0);
  }

  private pieces(): HTMLElement[] {
    const { attrs, type } = this.node;
    const upload = typeof attrs.upload === "string"
      ? uploads.get(attrs.upload) : undefined;
    // what has arrived and failed there is no matter of the upload's
    if (upload !== undefined && upload.state.value !== "ready" &&
        upload.media.value?.status !== "FAILED") {
      return [uploading(upload, this.bar, () => {
        upload.cancel();
        this.remove();
      })];
    }
    if (type.name === "embed") {
      return [this.card()];
    }
    if (type.name === "gallery") {
      return [...(attrs.media_ids as number[]).map((id) => this.thumb(id)),
        this.pickButton("IMAGE", true)];
    }
    const kind = type.name === "video" ? "VIDEO" : "IMAGE";
    if (attrs.media_id === null) {
      return [this.pickButton(kind, false)];
    }
    const media = mediaSignal(attrs.media_id).value;
    return [picture(media, attrs.alt ?? ""), ...media === null ||
      media?.status === "FAILED" ? [this.mending(media, kind)] : []];
  }

  // What can be done about a file that failed, or is gone.
  private mending(media: Media | null, kind: "IMAGE" | "VIDEO"): HTMLElement {
    const act = (text: string, onclick: () => void) => el("button",
      { type: "button", class: "button", onclick }, text);
    return el("div", { class: "row" },
      ...media === null ? [] : [act(t.reprocess, () => void reprocess(
        media.id).catch((failure: Error) => say(failure.message, true)))],
      act(t.replaceFile, () => this.hosts.pick(kind, false, ([one]) =>
        this.set({ media_id: one?.id ?? null, upload: null }))),
      act(t.remove, () => this.remove()));
  }

  private pickButton(kind: "IMAGE" | "VIDEO", several: boolean): HTMLElement {
    return el("button", { type: "button", class: "button pick",
      onclick: () => this.hosts.pick(kind, several, (media) => {
        this.set(several ? { media_ids: [...this.node.attrs.media_ids,
          ...media.map((one) => one.id)].slice(0,
            config.value!.limits.gallery) }
          : { media_id: media[0]?.id ?? null });
      }) }, several ? t.addPictures : kind === "VIDEO"
      ? t.blocks.video[0] : t.choosePicture);
  }

  private thumb(id: number): HTMLElement {
    const ids = this.node.attrs.media_ids as number[];
    return el("span", { class: "thumb" }, picture(mediaSignal(id).value, ""),
      el("button", { type: "button", class: "button", ariaLabel: t.remove,
        onclick: () => this.set({ media_ids: ids.filter((one) =>
          one !== id) }) }, "×"));
  }

  private card(): HTMLElement {
    const { url } = this.node.attrs;
    const host = /^https:\/\/([^/]+)/.exec(url)?.[1];
    return el("div", { class: "card" }, el("strong", {}, host ??
      t.blocks.embed[0]), el("span", {}, url));
  }

  private drawFields(): void {
    const name = this.node.type.name === "image" ? "alt"
      : this.node.type.name === "embed" ? "url" : null;
    if (name !== null) {
      const input = el("input", { value: this.node.attrs[name],
        placeholder: name === "alt" ? t.altHint : "https://",
        oninput: () => this.set({ [name]: input.value }) });
      this.fields.append(labelled(name === "alt" ? t.alt : t.embedURL,
        input));
    }
  }

  update(node: PmNode): boolean {
    if (node.type !== this.node.type) {
      return false;
    }
    const before = this.node;
    this.node = node;
    if (!before.sameMarkup(node) || before.content.size === 0 ||
        node.content.size === 0) {
      this.draw();
    }
    const input = this.fields.querySelector("input");
    const value = node.attrs.alt ?? node.attrs.url;
    if (input !== null && input.value !== value) {
      input.value = value;
    }
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof Node && !event.type.startsWith("drag") &&
      event.type !== "drop" && (this.fields.contains(event.target) ||
      (event.target as HTMLElement).closest?.("button, video") !== null);
  }

  ignoreMutation(record: { target: Node; type: string }): boolean {
    return record.type !== "selection" &&
      !this.contentDOM.contains(record.target);
  }

  destroy(): void {
    this.stop?.();
  }
}
