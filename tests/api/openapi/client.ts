// A client as a front end would write it, against the types that
// openapi-typescript makes of the description: it must compile.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

const api = createClient<paths>({
  baseUrl: "https://press.example.org/api",
  querySerializer: { array: { style: "form", explode: false } },
});

export async function login(
  username: string,
  password: string,
): Promise<string> {
  const { data, error } = await api.POST("/auth/login/", {
    body: { username, password },
    params: { query: { cookie: false } },
  });
  if (error !== undefined) {
    throw new Error(JSON.stringify(error));
  }
  return data.token ?? data.csrf_token ?? "";
}

function words(block: Schemas["Block"]): string {
  switch (block.type) {
    case "paragraph":
    case "quote":
      return block.text;
    case "heading":
      return "#".repeat(block.level) + " " + block.text;
    case "list":
      return block.items.join(", ");
    case "table":
      return block.rows.map((row) => row.join(" | ")).join("\n");
    case "gallery":
      return block.media_ids.map(String).join(" ");
    default:
      return block.type;
  }
}

export async function titles(): Promise<string[]> {
  const { data } = await api.GET("/posts/", {
    params: {
      query: {
        page: "last",
        page_size: 50,
        ordering: ["-published_at", "title"],
        status: "PUBLISHED",
      },
    },
  });
  const count: number = data?.count ?? 0;
  return (data?.results ?? []).map((item) => `${count}: ${item.title}`);
}

export async function publish(id: number): Promise<string> {
  const { data, response } = await api.GET("/posts/{id}/", {
    params: { path: { id } },
  });
  if (data === undefined || data.title === "") {
    return "";
  }
  // What was read can be sent back unchanged.
  const sent = await api.PUT("/posts/{id}/", {
    params: {
      path: { id },
      header: { "If-Match": response.headers.get("ETag") ?? "*" },
    },
    body: { ...data, category: 7 },
  });
  if (sent.error !== undefined) {
    return "detail" in sent.error ? String(sent.error.detail) : "";
  }
  const published = await api.POST("/posts/{id}/publish/", {
    params: { path: { id } },
  });
  const post = published.data;
  const name: string | undefined = post?.published_by?.name;
  return [name ?? "", ...(post?.content.map(words) ?? [])].join("\n");
}

export async function roots(): Promise<string[]> {
  const { data } = await api.GET("/categories/", {
    params: { query: { parent: "null" } },
  });
  return (data ?? []).map((category) => category.name);
}

export async function changed(id: number): Promise<number | undefined> {
  const { data } = await api.PATCH("/categories/{id}/", {
    params: { path: { id } },
    body: { is_featured: true, parent: null },
  });
  return data?.order;
}

// @ts-expect-error a post cannot be made without its content
const draft: Schemas["PostCreate"] = { title: "A title" };
// @ts-expect-error no such status
const status: Schemas["Post"]["status"] = "LOST";
// @ts-expect-error no such type of block
const block: Schemas["Block"] = { type: "spacer" };
export const wrong = [draft, status, block];
