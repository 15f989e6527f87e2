// What the API takes as `href`: http, https, mailto, tel, a path that begins
// with exactly one slash, a fragment.
export function isHref(href: string): boolean {
  if (/[\u0000-\u001f\u007f]/.test(href)) {
    return false;
  }
  return /^(https?:\/\/[^/?#\s]|mailto:.|tel:.)/i.test(href) ||
    /^\/(?![/\\])/.test(href) || href.startsWith("#");
}
