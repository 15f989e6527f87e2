// What is written of a post, out of what was read of it.  Pure.
import type { Fields, Post, WorkingCopy } from "../api/types.ts";

function idOf(value: { id: number } | null): number | null {
  return value === null ? null : value.id;
}

export function fieldsOf(post: Post): Fields {
  const fields: Fields = {
    title: post.title,
    slug: post.slug,
    content: post.content,
    excerpt: post.excerpt,
    category: idOf(post.category),
    featured_media: idOf(post.featured_media),
    thumbnail_media: idOf(post.thumbnail_media),
    og_media: idOf(post.og_media),
    seo_title: post.seo_title,
    seo_description: post.seo_description,
    seo_keywords: post.seo_keywords,
    canonical_url: post.canonical_url,
    no_index: post.no_index,
  };
  // a service without tags has none to lose
  return post.tags === undefined ? fields
    : { ...fields, tags: post.tags.map((tag) => tag.name) };
}

function number(value: unknown): number | null | undefined {
  if (typeof value === "object" && value !== null && "id" in value) {
    return (value as { id: number }).id;
  }
  return value as number | null | undefined;
}

function tagName(tag: unknown): string {
  return typeof tag === "object" && tag !== null && "name" in tag
    ? String((tag as { name: unknown }).name) : String(tag);
}

// A working copy over the post that it is of; whoever wrote it may have sent
// objects where numbers do.
export function copyOver(post: Fields, copy: WorkingCopy): Fields {
  const fields = { ...post, ...copy.fields } as Fields;
  for (const name of ["category", "featured_media", "thumbnail_media",
    "og_media"] as const) {
    fields[name] = number(fields[name]) ?? null;
  }
  if (Array.isArray(fields.tags)) {
    fields.tags = (fields.tags as unknown[]).map(tagName);
  }
  return fields;
}
