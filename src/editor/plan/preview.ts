// What search engines and social networks make of a post: what they take and
// where they cut.  Pure but for the measure, which the caller gives.

// Widths of the columns that results are shown in, as of today.
export const TITLE_PIXELS = 580;
export const DESCRIPTION_LENGTH = 155;

export interface Cut {
  shown: string;
  // what nobody sees; blank: all is seen
  lost: string;
}

// At the last word that fits, as they do.
function atWord(text: string, length: number): Cut {
  const space = text.lastIndexOf(" ", length);
  const end = space > 0 ? space : length;
  return { shown: `${text.slice(0, end).trimEnd()} …`,
    lost: text.slice(end).trim() };
}

export function cutByWidth(text: string, most: number,
                           widthOf: (text: string) => number): Cut {
  if (widthOf(text) <= most) {
    return { shown: text, lost: "" };
  }
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(`${text.slice(0, middle)} …`) <= most) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return atWord(text, low);
}

export function cutByLength(text: string, most: number): Cut {
  return text.length <= most ? { shown: text, lost: "" }
    : atWord(text, most);
}

// The public's address of a post; a slug is letters, digits and hyphens.
export function addressOf(pattern: string, slug: string,
                          id: number | null): string {
  return pattern.replaceAll("{slug}", slug).replaceAll("{id}",
    id === null ? "" : String(id));
}

// "https://example.org/blog/a-post" as it is shown above a result.
export function crumbs(url: string): string[] {
  try {
    const { host, pathname } = new URL(url);
    return [host, ...pathname.split("/").filter((one) => one !== "")
      .map((one) => decodeURIComponent(one))];
  } catch {
    return [];
  }
}
