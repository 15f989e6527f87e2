// What is said of a post beside its text.
import type { ComponentType, JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/en.ts";
import type { Meta, Session } from "../../save/session.ts";
import { mediaSignal } from "../../text/media.ts";
import { pathOf, useCategories } from "../../ui/categories.ts";
import { Button, Field } from "../../ui/parts.tsx";
import { MediaPicker, smallURL } from "../../ui/picker.tsx";
import { TagsField } from "./tags-field.tsx";

interface Props {
  session: Session;
  readOnly: boolean;
  errors: Record<string, string[]>;
}

type TextName = "excerpt" | "slug";
type Panel = ComponentType<Props>;

function Picture({ session, readOnly }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const id = session.meta.value.featured_media;
  const media = id === null ? null : mediaSignal(id).value;
  // lists show the thumbnail: one choice sets both
  const set = (to: number | null) => session.setMeta({ featured_media: to,
    thumbnail_media: to });
  return (
    <div class="field">
      <span class="label">{t.featured}</span>
      {!readOnly && (
        <div class="row">
          <Button icon="image" onClick={() => setOpen(true)} id="featured">
            {t.choosePicture}</Button>
          {id !== null &&
            <Button onClick={() => set(null)}>{t.remove}</Button>}
        </div>
      )}
      {media && <img class="featured" src={smallURL(media)}
        alt={media.alt_text} />}
      {open && <MediaPicker onClose={() => setOpen(false)}
        wanted={{ kind: "IMAGE", several: false,
          done: ([one]) => set(one.id) }} />}
    </div>
  );
}

// Its previews come when they are looked at.
function Seo(props: Props): JSX.Element {
  const [panel, setPanel] = useState<{ of: Panel } | null>(null);
  const [failed, setFailed] = useState(false);
  function load(): void {
    setFailed(false);
    import("./seo.tsx").then((m) => setPanel({ of: m.SeoPanel }),
      () => setFailed(true));
  }
  return (
    <details class="more" onToggle={(event) =>
      event.currentTarget.open && panel === null && load()}>
      <summary id="seo">{t.seo.title}</summary>
      {failed ? <p class="error" role="alert">{t.noServer}{" "}
        <Button onClick={load}>{t.retry}</Button></p>
        : panel === null ? <p class="soft" role="status">{t.loading}</p>
          : <panel.of {...props} />}
    </details>
  );
}

export function Details(props: Props): JSX.Element {
  const { session, readOnly, errors } = props;
  const meta = session.meta.value;
  const categories = useCategories();
  const text = (name: TextName, label: string, max: number, hint: string,
                rows = 0) => (
    <Field id={name} label={label} hint={hint} errors={errors[name]}>
      {(attrs) => rows > 0
        ? <textarea {...attrs} rows={rows} maxLength={max}
          value={meta[name]} readOnly={readOnly}
          onInput={(event) => session.setMeta(
            { [name]: event.currentTarget.value } as Partial<Meta>)} />
        : <input {...attrs} maxLength={max} value={meta[name]}
          readOnly={readOnly}
          onInput={(event) => session.setMeta(
            { [name]: event.currentTarget.value } as Partial<Meta>)} />}
    </Field>
  );
  return (
    <div class="details-fields">
      {text("excerpt", t.excerpt, 500, t.excerptHint, 4)}
      <Field id="category" label={t.category} errors={errors.category}>
        {(attrs) => (
          <select {...attrs} disabled={readOnly}
            value={meta.category ?? ""}
            onChange={(event) => session.setMeta({ category:
              Number(event.currentTarget.value) || null })}>
            <option value="">{t.noCategory}</option>
            {categories.map((one) => <option value={one.id}>
              {pathOf(one, categories)}</option>)}
          </select>
        )}
      </Field>
      {meta.tags !== undefined && <TagsField tags={meta.tags}
        readOnly={readOnly} errors={errors.tags}
        onChange={(tags) => session.setMeta({ tags })} />}
      <Picture {...props} />
      {text("slug", t.slug, 300, t.slugHint)}
      <Seo {...props} />
    </div>
  );
}
