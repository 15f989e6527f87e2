// Where a category goes without dragging, and what its deletion means.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, post } from "../api/client.ts";
import type { Category, Page, PostItem } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { below, childrenOf } from "../plan/tree.ts";
import { FormError, useForm } from "../ui/forms.tsx";
import { Button, Dialog, Field, say } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { pathOf } from "../ui/categories.ts";

const AT_ONCE = 100;

function Parents({ attrs, all, without, value, onChange, top }: {
  attrs: object; all: Category[]; without: string[]; value: string;
  onChange: (slug: string) => void; top: string }): JSX.Element {
  return (
    <select {...attrs} name="parent" value={value}
      onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{top}</option>
      {all.filter((one) => !without.includes(one.slug)).map((one) =>
        <option value={one.slug} selected={one.slug === value}>
          {pathOf(one, all)}</option>)}
    </select>
  );
}

export function MoveCategory({ all, of, onClose, onMove }: {
  all: Category[]; of: Category; onClose: () => void;
  onMove: (one: Category, parent: string | null, index: number) => void }):
JSX.Element {
  const [parent, setParent] = useState(of.parent ?? "");
  const [index, setIndex] = useState(0);
  const others = childrenOf(all, parent || null).filter((one) =>
    one.id !== of.id);
  return (
    <Dialog title={t.tree.moveTitle(of.name)} onClose={onClose}>
      <form onSubmit={(event) => {
        event.preventDefault();
        onMove(of, parent || null, index);
        onClose();
      }}>
        <Field label={t.parent}>
          {(attrs) => <Parents attrs={attrs} all={all} value={parent}
            without={below(all, of)} top={t.topLevel} onChange={(slug) => {
              setParent(slug);
              setIndex(0);
            }} />}
        </Field>
        <Field label={t.tree.position}>
          {(attrs) => (
            <select {...attrs} name="position" value={String(index)}
              onChange={(event) =>
                setIndex(Number(event.currentTarget.value))}>
              <option value="0">{t.tree.first}</option>
              {others.map((one, n) => <option value={String(n + 1)}>
                {t.tree.after(one.name)}</option>)}
            </select>
          )}
        </Field>
        <footer>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="main" type="submit">{t.tree.move}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

// All posts of the category get another one, whatever their number.
async function emptied(id: number, into: number | null): Promise<void> {
  for (;;) {
    const page = await get<Page<PostItem>>(`/posts/?${new URLSearchParams({
      category: String(id), page_size: String(AT_ONCE), fields: "id" })}`);
    if (page.results.length === 0) {
      return;
    }
    const done = await post<{ results: { id: number; status: number;
      errors?: unknown }[] }>("/posts/bulk/", { action: "set",
      ids: page.results.map((one) => one.id), fields: { category: into } });
    const bad = done.results.find((one) => one.status >= 400);
    if (bad !== undefined) {
      throw new Error(t.tree.notMoved(bad.id));
    }
  }
}

export function DeleteCategory({ all, of, onClose, onDone }: {
  all: Category[]; of: Category; onClose: () => void; onDone: () => void }):
JSX.Element {
  const posts = useRead<Page<PostItem>>(`/posts/?${new URLSearchParams({
    category: String(of.id), page_size: "5", fields: "id,title" })}`);
  const [into, setInto] = useState("");
  const children = childrenOf(all, of.slug);
  const above = all.find((one) => one.slug === of.parent);
  const form = useForm(async () => {
    await emptied(of.id, all.find((one) => one.slug === into)?.id ?? null);
    await get(`/categories/${of.id}/`, { method: "DELETE" });
    onDone();
    onClose();
    say(t.tree.removed(of.name));
  });
  return (
    <Dialog title={t.tree.deleteTitle(of.name)} onClose={onClose}>
      <Shown of={posts}>{(page) => (
        <form onSubmit={form.submit}>
          <FormError form={form} />
          {children.length > 0 && <p>{t.tree.children(children.length,
            children.map((one) => one.name).join(", "),
            above?.name ?? t.topLevel)}</p>}
          {page.count === 0 ? <p>{t.tree.noPosts}</p> : (
            <>
              <p>{t.tree.hasPosts(page.count)}</p>
              <ul class="bullets">
                {page.results.map((one) => <li>
                  <a href={`#/posts/${one.id}`}>{one.title || t.untitled}
                  </a></li>)}
                {page.count > page.results.length && <li>
                  <a href={`#/posts?category=${of.id}`}>{t.tree.allPosts}
                  </a></li>}
              </ul>
              <Field label={t.tree.postsInto}>
                {(attrs) => <Parents attrs={attrs} all={all} value={into}
                  without={[of.slug]} top={t.noCategory}
                  onChange={setInto} />}
              </Field>
            </>
          )}
          <footer>
            <Button onClick={onClose}>{t.cancel}</Button>
            <Button kind="danger" type="submit" disabled={form.busy}>
              {form.busy ? t.saving : page.count === 0 ? t.remove
                : t.tree.moveAndDelete}</Button>
          </footer>
        </form>
      )}</Shown>
    </Dialog>
  );
}
