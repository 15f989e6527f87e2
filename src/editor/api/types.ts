// What the API sends and takes, as far as the editors' page uses it.

export type Json =
  | null | boolean | number | string | Json[] | { [key: string]: Json };

// [start, end, name] or [start, end, "link", { href, title }]; offsets count
// Unicode code points.
export type Mark = [number, number, string, { [key: string]: Json }?];

// A block as it stands in `content`: known members and any others.
export interface Block {
  type: string;
  [member: string]: Json;
}

export type Status =
  "DRAFT" | "IN_REVIEW" | "SCHEDULED" | "PUBLISHED" | "ARCHIVED";
export type Role = "WRITER" | "EDITOR" | "ADMIN";

export interface Person {
  id: number;
  username: string;
  name: string;
}

export interface User {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  role: Role;
  is_active?: boolean;
  last_login?: string | null;
  bio?: string;
  website?: string;
  avatar_media?: Media | null;
  csrf_token?: string | null;
}

export interface Variant {
  url: string;
  width: number;
  height: number;
  file_size: number;
}

export interface Media {
  id: number;
  media_type: "IMAGE" | "VIDEO";
  status: "UPLOADED" | "PROCESSING" | "READY" | "FAILED";
  mime_type: string;
  url: string | null;
  srcset: string | null;
  variants: Record<string, Variant>;
  placeholder: string | null;
  width: number | null;
  height: number | null;
  duration: number | null;
  alt_text: string;
  caption: string;
  // to its uploader and to editors alone
  original_name?: string;
  file_size?: number;
  uploaded_by?: string;
  error?: string | null;
  created_at?: string;
}

export interface Category {
  id: number;
  name: string;
  slug: string;
  parent: string | null;
  description: string;
  post_count: number;
  order: number;
  seo_title: string;
  seo_description: string;
  is_active?: boolean;
  is_featured: boolean;
}

export interface PostItem {
  id: number;
  title: string;
  slug: string;
  excerpt: string;
  author: string;
  author_name?: string;
  category: string | null;
  thumbnail: Media | null;
  status: Status;
  read_time: number;
  published_at: string | null;
  scheduled_publish_at?: string | null;
  created_at: string;
  updated_at: string;
  has_working_copy?: boolean;
  working_copy_submitted?: boolean;
  open_notes?: number;
  version?: number;
  last_edited_by?: string | null;
  tags?: string[];
}

export interface Tag {
  id: number | null;
  name: string;
  slug: string;
}

export interface Post {
  id: number;
  title: string;
  slug: string;
  content: Block[];
  excerpt: string;
  author: Person;
  category: { id: number; name: string; slug: string } | null;
  status: Status;
  scheduled_publish_at: string | null;
  published_at: string | null;
  featured_media: Media | null;
  thumbnail_media: Media | null;
  og_media: Media | null;
  seo_title: string;
  seo_description: string;
  seo_keywords: string;
  canonical_url: string;
  no_index: boolean;
  read_time: number;
  version?: number;
  tags?: Tag[];
  media_blocks: Media[];
  created_at: string;
  updated_at: string;
}

// What is written of a post: the members of a working copy.
export interface Fields {
  title: string;
  slug: string;
  content: Block[];
  excerpt: string;
  category: number | null;
  featured_media: number | null;
  thumbnail_media: number | null;
  og_media: number | null;
  seo_title: string;
  seo_description: string;
  seo_keywords: string;
  canonical_url: string;
  no_index: boolean;
  tags?: string[];
}

export interface WorkingCopy {
  fields: Partial<Fields>;
  base_version: number;
  version?: number;
  stale: boolean;
  submitted: boolean;
  author: Person;
  media_blocks: Media[];
  created_at: string;
  updated_at: string;
}

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface TagRow extends Tag {
  id: number;
  description: string;
  post_count: number;
}

export interface AdPlacement {
  id: number;
  name: string;
  description: string;
  is_active: boolean;
  show_on_desktop: boolean;
  show_on_mobile: boolean;
}

export interface AuditEvent {
  id: number;
  at: string;
  user: string | null;
  address: string;
  action: string;
  object_type: string;
  object_id: number | null;
  label: string;
  changed: string[];
  request_id: string;
}

export interface Webhook {
  id: number;
  name: string;
  url: string;
  events: string[];
  is_active: boolean;
  created_at: string;
  last_status: number | null;
  last_delivery_at: string | null;
  failing_since: string | null;
  // told by the answer that makes it alone
  secret?: string;
}

export interface Delivery {
  id: number;
  message_id: string;
  type: string;
  status: "waiting" | "delivered" | "failed";
  tries: number;
  last_status: number | null;
  error: string | null;
  created_at: string;
  last_try_at: string | null;
  next_try_at: string | null;
}

export interface Note {
  id: number;
  author: Person;
  text: string;
  // a block's id
  block: string | null;
  // the note that it answers
  parent: number | null;
  resolved: boolean;
  resolved_by: Person | null;
  created_at: string;
  updated_at: string;
}

export interface Revision {
  number: number;
  created_at: string;
  // null: the schedule
  author: Person | null;
  action: string;
  status: Status;
  title: string;
  changed: string[];
  // in a detail: the fields as they were
  post?: Fields;
}

export interface Preview {
  id: number;
  // told once
  url?: string;
  expires_at: string;
  created_at: string;
  author: Person;
}

export interface Presence {
  others: (Person & { since: string })[];
  version: number;
  working_copy_version: number | null;
}

export interface Trashed {
  id: number;
  title: string;
  author: Person;
  status: Status;
  deleted_at: string;
  deleted_by: Person | null;
  purge_at: string;
}
