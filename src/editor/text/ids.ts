// Names of blocks.  What the server sends may have none, or one twice: then
// a name is made of the block itself, so that two editors who open the same
// post give the same names.  Pure.
import type { Block } from "../api/types.ts";
import { isId } from "./same.ts";

// FNV-1a, twice with other seeds: 64 bits are enough within one post.
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1000193;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

const hashes = new WeakMap<Block, string>();

function hashOf(block: Block): string {
  let known = hashes.get(block);
  if (known === undefined) {
    known = `h${hash(JSON.stringify(block))}`;
    hashes.set(block, known);
  }
  return known;
}

// One name for each block, no name twice.
export function keys(content: Block[]): string[] {
  const taken = new Set<string>();
  for (const block of content) {
    if (isId(block.id)) {
      taken.add(block.id);
    }
  }
  const used = new Set<string>();
  return content.map((block) => {
    let key = isId(block.id) ? block.id : hashOf(block);
    if (used.has(key) || (!isId(block.id) && taken.has(key))) {
      const first = key.slice(0, 50);
      let count = 2;
      do {
        key = `${first}-${count++}`;
      } while (used.has(key) || taken.has(key));
    }
    used.add(key);
    return key;
  });
}

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return `b${Array.from(bytes, (one) => one.toString(36).padStart(2, "0"))
    .join("").slice(0, 14)}`;
}
