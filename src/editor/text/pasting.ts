// What reads pasted text; it comes a moment after the editor itself.
export { fromMarkdown, isMarkdown } from "./markdown.ts";
export { cleanHTML } from "./paste.ts";
