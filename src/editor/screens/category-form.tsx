// One category, to be made or changed.
import type { JSX } from "preact";
import { patch, post } from "../api/client.ts";
import type { Category } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { below, childrenOf } from "../plan/tree.ts";
import { CheckField, FormError, SaveButton, TextField, useForm }
  from "../ui/forms.tsx";
import { Dialog, Field, say } from "../ui/parts.tsx";
import { pathOf } from "../ui/categories.ts";

interface Props {
  all: Category[];
  // null: a new one, below parent
  category: Category | null;
  parent: string | null;
  onClose: () => void;
  onSaved: () => void;
}

// A new one, or one with a new parent, comes last there.
function orderIn(all: Category[], parent: string | null): number {
  const last = childrenOf(all, parent).at(-1);
  return last === undefined ? 0 : last.order + 1;
}

export function CategoryForm({ all, category, parent, onClose, onSaved }:
Props): JSX.Element {
  const form = useForm(async (data) => {
    const into = String(data.get("parent")) || null;
    const body = { name: data.get("name"), slug: data.get("slug"),
      description: data.get("description"), parent: into,
      seo_title: data.get("seo_title"),
      seo_description: data.get("seo_description"),
      is_active: data.has("is_active"), is_featured: data.has("is_featured"),
      ...(category === null || into !== category.parent
        ? { order: orderIn(all, into) } : {}) };
    await (category === null ? post("/categories/", body)
      : patch(`/categories/${category.id}/`, body));
    onSaved();
    onClose();
    say(t.saved);
  });
  const barred = category === null ? [] : below(all, category);
  return (
    <Dialog title={category?.name ?? t.newCategory} onClose={onClose}>
      <form onSubmit={form.submit}>
        <FormError form={form} />
        <TextField form={form} name="name" label={t.categoryName} required
          max={120} autofocus value={category?.name} />
        <TextField form={form} name="slug" label={t.slug} max={140} dir="ltr"
          hint={category === null ? t.slugMade : t.slugHint}
          value={category?.slug} />
        <Field label={t.parent} errors={form.errors.parent}>
          {(attrs) => (
            <select {...attrs} name="parent">
              <option value="">{t.topLevel}</option>
              {all.filter((one) => !barred.includes(one.slug)).map((one) =>
                <option value={one.slug} selected={one.slug === parent}>
                  {pathOf(one, all)}</option>)}
            </select>
          )}
        </Field>
        <TextField form={form} name="description" label={t.description}
          rows={3} value={category?.description} />
        <details class="more">
          <summary>{t.seo.title}</summary>
          <TextField form={form} name="seo_title" label={t.seo.seoTitle}
            max={255} value={category?.seo_title} />
          <TextField form={form} name="seo_description" rows={3} max={320}
            label={t.seo.seoDescription} value={category?.seo_description} />
        </details>
        <div>
          <CheckField name="is_active" label={t.active}
            on={category?.is_active !== false} />
          <CheckField name="is_featured" label={t.tree.featured}
            on={category?.is_featured === true} />
        </div>
        <footer><SaveButton form={form} /></footer>
      </form>
    </Dialog>
  );
}
