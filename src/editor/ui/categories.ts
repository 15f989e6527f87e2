// The categories there are, and how one of them is called.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { Category } from "../api/types.ts";

export function useCategories(): Category[] {
  const [list, setList] = useState<Category[]>([]);
  useEffect(() => {
    get<Category[]>("/categories/").then(setList, () => undefined);
  }, []);
  return list;
}

// "Parent / Child"
export function pathOf(category: Category, all: Category[]): string {
  const parent = all.find((one) => one.slug === category.parent);
  return parent === undefined ? category.name
    : `${pathOf(parent, all)} / ${category.name}`;
}

export function nameOf(id: number, all: Category[]): string {
  const found = all.find((one) => one.id === id);
  return found === undefined ? `#${id}` : pathOf(found, all);
}
