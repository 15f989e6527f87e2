// The tree of categories, and what a move in it changes.  Pure.

export interface Placed {
  id: number;
  slug: string;
  name: string;
  parent: string | null;
  order: number;
}

export interface Change {
  id: number;
  parent: string | null;
  order: number;
}

export function childrenOf<T extends Placed>(all: T[],
                                             parent: string | null): T[] {
  return all.filter((one) => one.parent === parent).sort((a, b) =>
    a.order - b.order || a.name.localeCompare(b.name));
}

// Its own slug and those of all below it: none of them can be its parent.
export function below(all: Placed[], top: Placed): string[] {
  return [top.slug, ...all.filter((one) => one.parent === top.slug)
    .flatMap((one) => below(all, one))];
}

// The changes that put one among the children of a parent, so that `index` of
// the others are before it.  Orders grow only where they must, so that few
// rows are written.
export function placing(all: Placed[], id: number, parent: string | null,
                        index: number): Change[] {
  const moved = all.find((one) => one.id === id)!;
  const others = childrenOf(all, parent).filter((one) => one.id !== id);
  const at = Math.max(0, Math.min(index, others.length));
  const next = [...others.slice(0, at), moved, ...others.slice(at)];
  const changes: Change[] = [];
  let least = 0;
  for (const one of next) {
    const order = one.id === id ? least : Math.max(one.order, least);
    if (order !== one.order || one.parent !== parent) {
      changes.push({ id: one.id, parent, order });
    }
    least = order + 1;
  }
  return changes;
}

export function applied<T extends Placed>(all: T[], changes: Change[]): T[] {
  return all.map((one) => {
    const change = changes.find((each) => each.id === one.id);
    return change === undefined ? one
      : { ...one, parent: change.parent, order: change.order };
  });
}

// What takes these changes back.
export function undoing(all: Placed[], changes: Change[]): Change[] {
  return changes.map(({ id }) => {
    const { parent, order } = all.find((one) => one.id === id)!;
    return { id, parent, order };
  });
}
