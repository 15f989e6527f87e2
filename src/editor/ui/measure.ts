// What search and sharing take of a post, where it must be measured.
import type { Node } from "prosemirror-model";

let canvas: CanvasRenderingContext2D | null = null;

// In the face and size of a search result's title.
export function widthOf(text: string): number {
  canvas ??= document.createElement("canvas").getContext("2d");
  if (canvas === null) {
    return text.length * 9;
  }
  canvas.font = "20px Arial, sans-serif";
  return canvas.measureText(text).width;
}

export function firstPicture(doc: Node): number | null {
  let found: number | null = null;
  doc.forEach((node) => {
    const { media_id: one, media_ids: several } = node.attrs;
    if (found === null && node.type.name === "image") {
      found = one;
    } else if (found === null && node.type.name === "gallery") {
      [found = null] = several as number[];
    }
  });
  return found;
}
