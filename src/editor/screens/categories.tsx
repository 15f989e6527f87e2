// Categories: the tree, moved by drag or by its menu.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch } from "../api/client.ts";
import type { Category } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { applied, below, childrenOf, placing, undoing, type Change }
  from "../plan/tree.ts";
import { Button, Empty, Menu, say } from "../ui/parts.tsx";
import { Shown, useRead, type Reading } from "../ui/reading.tsx";
import { CategoryForm } from "./category-form.tsx";
import { DeleteCategory, MoveCategory } from "./category-move.tsx";

type Where = "before" | "inside" | "after";
type Dialogs = { kind: "edit" | "move" | "delete"; of: Category }
  | { kind: "new"; parent: string | null };

interface Tree {
  all: Category[];
  drag: Category | null;
  over: { id: number; where: Where } | null;
  setDrag: (one: Category | null) => void;
  setOver: (over: Tree["over"]) => void;
  move: (one: Category, parent: string | null, index: number) => void;
  open: (dialog: Dialogs) => void;
}

// The upper and lower quarters are places beside a row, its middle is in it.
function whereIn(event: DragEvent): Where {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const at = (event.clientY - box.top) / box.height;
  return at < 0.25 ? "before" : at > 0.75 ? "after" : "inside";
}

function mayDrop(tree: Tree, onto: Category): boolean {
  return tree.drag !== null &&
    !below(tree.all, tree.drag).includes(onto.slug);
}

function drop(tree: Tree, onto: Category, where: Where): void {
  const one = tree.drag!;
  if (where === "inside") {
    tree.move(one, onto.slug, childrenOf(tree.all, onto.slug).length);
    return;
  }
  const others = childrenOf(tree.all, onto.parent).filter((each) =>
    each.id !== one.id);
  tree.move(one, onto.parent, others.indexOf(onto) +
    (where === "after" ? 1 : 0));
}

function RowMenu({ of, tree }: { of: Category; tree: Tree }): JSX.Element {
  const siblings = childrenOf(tree.all, of.parent);
  const at = siblings.indexOf(of);
  return (
    <Menu icon="more" label={t.actionsFor(of.name)}>
      <Button kind="quiet" onClick={() => tree.open({ kind: "edit", of })}>
        {t.tree.edit}</Button>
      <Button kind="quiet" onClick={() => tree.open({ kind: "new",
        parent: of.slug })}>{t.tree.addInside}</Button>
      {at > 0 && <Button kind="quiet" icon="up" onClick={() =>
        tree.move(of, of.parent, at - 1)}>{t.tree.up}</Button>}
      {at < siblings.length - 1 && <Button kind="quiet" icon="down"
        onClick={() => tree.move(of, of.parent, at + 1)}>{t.tree.down}
      </Button>}
      <Button kind="quiet" onClick={() => tree.open({ kind: "move", of })}>
        {t.tree.moveTo}</Button>
      <Button kind="danger" onClick={() => tree.open({ kind: "delete", of })}>
        {t.remove}</Button>
    </Menu>
  );
}

function Row({ of, tree }: { of: Category; tree: Tree }): JSX.Element {
  const over = tree.over?.id === of.id ? ` over-${tree.over.where}` : "";
  return (
    <div class={`line${over}`} draggable id={`category-${of.id}`}
      onDragStart={(event) => {
        event.dataTransfer!.effectAllowed = "move";
        event.dataTransfer!.setData("text/plain", of.name);
        tree.setDrag(of);
      }}
      onDragEnd={() => {
        tree.setDrag(null);
        tree.setOver(null);
      }}
      onDragOver={(event) => {
        if (mayDrop(tree, of)) {
          event.preventDefault();
          tree.setOver({ id: of.id, where: whereIn(event) });
        }
      }}
      onDragLeave={() => tree.setOver(null)}
      onDrop={(event) => {
        event.preventDefault();
        if (mayDrop(tree, of)) {
          drop(tree, of, whereIn(event));
        }
        // what was dragged may be another element now, which is told nothing
        tree.setDrag(null);
        tree.setOver(null);
      }}>
      <button type="button" class="line-button"
        onClick={() => tree.open({ kind: "edit", of })}>
        <strong>{of.name}</strong>
        {of.is_active === false &&
          <span class="badge off">{t.hidden}</span>}
      </button>
      <span class="soft number">{t.postCount(of.post_count)}</span>
      <RowMenu of={of} tree={tree} />
    </div>
  );
}

function Level({ parent, tree }: { parent: string | null; tree: Tree }):
JSX.Element {
  return (
    <ul class={parent === null ? "tree" : "tree below"}>
      {childrenOf(tree.all, parent).map((of) => (
        <li key={of.id}>
          <Row of={of} tree={tree} />
          {tree.all.some((one) => one.parent === of.slug) &&
            <Level parent={of.slug} tree={tree} />}
        </li>
      ))}
    </ul>
  );
}

async function write(list: Reading<Category[]>,
                     changes: Change[]): Promise<boolean> {
  try {
    for (const { id, ...body } of changes) {
      await patch(`/categories/${id}/`, body);
    }
    return true;
  } catch (failure) {
    say((failure as Error).message, true);
    list.again();
    return false;
  }
}

// At once on the page, then on the server; undone by its opposite.
async function moveIn(list: Reading<Category[]>, one: Category,
                      parent: string | null, index: number): Promise<void> {
  const before = list.data!;
  const changes = placing(before, one.id, parent, index);
  if (changes.length === 0) {
    return;
  }
  list.set(applied(before, changes));
  if (await write(list, changes)) {
    say(t.tree.moved(one.name), false, { label: t.undo, run: () => {
      list.set(before);
      void write(list, undoing(before, changes)).then((good) =>
        good && say(t.tree.movedBack(one.name)));
    } });
  }
}

export function CategoriesScreen(): JSX.Element {
  const list = useRead<Category[]>("/categories/");
  const [open, setOpen] = useState<Dialogs | null>(null);
  const [drag, setDrag] = useState<Category | null>(null);
  const [over, setOver] = useState<Tree["over"]>(null);
  const close = () => setOpen(null);
  const all = list.data ?? [];
  const tree: Tree = { all, drag, over, setDrag, setOver, open: setOpen,
    move: (one, parent, index) => void moveIn(list, one, parent, index) };
  return (
    <>
      <div class="head">
        <h1>{t.places.categories}</h1>
        <Button kind="main" icon="plus" onClick={() => setOpen({
          kind: "new", parent: null })}>{t.newCategory}</Button>
      </div>
      <Shown of={list}>{() => all.length === 0
        ? <Empty title={t.emptyCategories} text={t.tree.emptyText} />
        : <><p class="hint">{t.tree.hint}</p>
          <Level parent={null} tree={tree} /></>}</Shown>
      {(open?.kind === "edit" || open?.kind === "new") && <CategoryForm
        all={all} onClose={close} onSaved={list.again}
        category={open.kind === "edit" ? open.of : null}
        parent={open.kind === "new" ? open.parent : open.of.parent} />}
      {open?.kind === "move" && <MoveCategory all={all} of={open.of}
        onClose={close} onMove={tree.move} />}
      {open?.kind === "delete" && <DeleteCategory all={all} of={open.of}
        onClose={close} onDone={list.again} />}
    </>
  );
}
