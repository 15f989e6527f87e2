// What front ends write first, against what each generator makes of the
// description: the plain answers have their members without being asked what
// they are.
import { listPosts, readPost } from "./generated/hey";
import * as fetched from "./generated/orval/fetch";
import { listPostsResponse, readPostResponse } from "./generated/orval/zod";
import { Api } from "./generated/swagger/api";
import { schemas } from "./generated/zodios";

type Seen = [title: string, count: number];

export async function hey(id: number): Promise<Seen> {
  const post = await readPost({ path: { id }, throwOnError: true });
  const page = await listPosts({ throwOnError: true });
  return [post.data.title, page.data.count];
}

export async function orval(id: number): Promise<Seen> {
  const post = await fetched.readPost(id);
  const page = await fetched.listPosts();
  if (post.status !== 200 || page.status !== 200) {
    throw new Error(String(post.status));
  }
  return [post.data.title, page.data.count];
}

export function zod(post: unknown, page: unknown): Seen {
  return [readPostResponse.parse(post).title, listPostsResponse.parse(page).count];
}

export async function swagger(id: number): Promise<Seen> {
  const { posts } = new Api();
  const post = await posts.readPost(id);
  const page = await posts.listPosts();
  return [post.data.title, page.data.count];
}

export function zodios(post: unknown, page: unknown): Seen {
  return [schemas.Post.parse(post).title, schemas.PostItemPage.parse(page).count];
}

export async function wrong(): Promise<void> {
  const { data } = await listPosts({ throwOnError: true });
  // @ts-expect-error no such member
  console.log(data.cont);
}
