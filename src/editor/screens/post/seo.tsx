// How a post looks in search results and where it is shared, and the fields
// that decide it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { config } from "../../api/client.ts";
import type { Media } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import { addressOf, crumbs, cutByLength, cutByWidth, DESCRIPTION_LENGTH,
  TITLE_PIXELS, type Cut } from "../../plan/preview.ts";
import type { Meta, Session } from "../../save/session.ts";
import { mediaNow } from "../../text/media.ts";
import { Button, Field } from "../../ui/parts.tsx";
import { firstPicture, widthOf } from "../../ui/measure.ts";
import { MediaPicker, smallURL } from "../../ui/picker.tsx";

interface Props {
  session: Session;
  readOnly: boolean;
  errors: Record<string, string[]>;
}

type Texts = "seo_title" | "seo_description" | "seo_keywords"
  | "canonical_url";

function firstText(session: Session): string {
  let found = "";
  session.doc.forEach((node) => {
    if (found === "" && node.type.name === "paragraph") {
      found = node.textContent.trim();
    }
  });
  return found;
}

interface Seen {
  title: string;
  description: string;
  url: string;
  media: Media | null;
  // which of the three it is; blank: there is none
  from: "" | "og" | "featured" | "first";
}

function look(session: Session): Seen {
  const meta = session.meta.value;
  // the text is another one with each change
  void session.changes.value;
  const first = firstPicture(session.doc);
  const id = meta.og_media ?? meta.featured_media ?? first;
  return {
    title: meta.seo_title.trim() || meta.title.trim() || t.untitled,
    description: meta.seo_description.trim() || meta.excerpt.trim() ||
      firstText(session),
    url: meta.canonical_url.trim() ||
      addressOf(config.value!.post_url ?? `${config.value!.origin}/{slug}`,
        meta.slug, session.post.value?.id ?? null),
    media: id === null ? null : mediaNow(id) ?? null,
    from: meta.og_media !== null ? "og" : meta.featured_media !== null
      ? "featured" : first !== null ? "first" : "",
  };
}

function Lost({ cut, what }: { cut: Cut; what: string }):
JSX.Element | null {
  return cut.lost === "" ? null
    : <p class="hint">{t.seo.cut(what, cut.lost)}</p>;
}

function SearchPreview({ seen, title, description }: { seen: Seen;
  title: Cut; description: Cut }): JSX.Element {
  return (
    <figure class="serp">
      <figcaption class="label">{t.seo.inSearch}</figcaption>
      <div class="serp-card" dir="auto">
        <span class="serp-path" dir="ltr">{crumbs(seen.url).join(" › ")}
        </span>
        <span class="serp-title">{title.shown}</span>
        <span class="serp-text">{description.shown ||
          t.seo.noDescription}</span>
      </div>
    </figure>
  );
}

function SocialCard({ seen, shape }: { seen: Seen;
  shape: "wide" | "square" }): JSX.Element {
  const large = seen.media?.variants.medium?.url ?? seen.media?.url;
  return (
    <figure class={`social ${shape}`}>
      <figcaption class="label">{t.seo.card[shape]}</figcaption>
      <div class="social-card" dir="auto">
        {large ? <img src={large} alt={seen.media!.alt_text ||
          t.seo.pictureFrom[seen.from]} />
          : <span class="no-card">{t.seo.pictureFrom[""]}</span>}
        <span class="social-text">
          <span class="soft" dir="ltr">{crumbs(seen.url)[0] ?? ""}</span>
          <strong>{seen.title}</strong>
          {shape === "wide" && seen.description !== "" &&
            <span class="soft clip">{seen.description}</span>}
        </span>
      </div>
    </figure>
  );
}

function Picture({ session, readOnly, seen }: Props & { seen: Seen }):
JSX.Element {
  const [open, setOpen] = useState(false);
  const id = session.meta.value.og_media;
  return (
    <div class="field">
      <span class="label">{t.seo.picture}</span>
      {id !== null && seen.media && <img class="featured" alt={
        seen.media.alt_text} src={smallURL(seen.media)} />}
      <p class="hint">{t.seo.pictureFrom[seen.from]}</p>
      {!readOnly && (
        <div class="row">
          <Button icon="image" id="og_media" onClick={() => setOpen(true)}>
            {t.choosePicture}</Button>
          {id !== null && <Button onClick={() => session.setMeta({
            og_media: null })}>{t.remove}</Button>}
        </div>
      )}
      {open && <MediaPicker onClose={() => setOpen(false)}
        wanted={{ kind: "IMAGE", several: false,
          done: ([one]) => session.setMeta({ og_media: one.id }) }} />}
    </div>
  );
}

export function SeoPanel(props: Props): JSX.Element {
  const { session, readOnly, errors } = props;
  const meta = session.meta.value;
  const seen = look(session);
  const title = cutByWidth(seen.title, TITLE_PIXELS, widthOf);
  const description = cutByLength(seen.description, DESCRIPTION_LENGTH);
  const set = (name: Texts, value: string) =>
    session.setMeta({ [name]: value } as Partial<Meta>);
  const text = (name: Texts, label: string, max: number, hint: string,
                rows = 0) => (
    <Field id={name} label={label} hint={hint} errors={errors[name]}>
      {(attrs) => rows > 0
        ? <textarea {...attrs} rows={rows} maxLength={max}
          value={meta[name]} readOnly={readOnly}
          onInput={(event) => set(name, event.currentTarget.value)} />
        : <input {...attrs} maxLength={max} value={meta[name]}
          readOnly={readOnly}
          onInput={(event) => set(name, event.currentTarget.value)} />}
    </Field>
  );
  return (
    <section class="seo" aria-label={t.seo.title}>
      <SearchPreview seen={seen} title={title} description={description} />
      {meta.no_index && <p class="seo-warning">{t.seo.noIndexWarning}</p>}
      {text("seo_title", t.seo.seoTitle, 255, t.seo.pixels(Math.round(
        widthOf(seen.title)), TITLE_PIXELS))}
      <Lost cut={title} what={t.seo.seoTitle} />
      {text("seo_description", t.seo.seoDescription, 320, t.seo.characters(
        seen.description.length, DESCRIPTION_LENGTH), 3)}
      <Lost cut={description} what={t.seo.seoDescription} />
      {text("seo_keywords", t.seo.keywords, 255, t.seo.keywordsHint)}
      <SocialCard seen={seen} shape="wide" />
      <SocialCard seen={seen} shape="square" />
      <Picture {...props} seen={seen} />
      {text("canonical_url", t.seo.canonical, 500, t.seo.canonicalHint)}
      {meta.canonical_url.trim() !== "" &&
        <p class="seo-warning">{t.seo.canonicalWarning}</p>}
      <label class="check">
        <input type="checkbox" id="no_index" checked={meta.no_index}
          disabled={readOnly} onChange={(event) => session.setMeta(
            { no_index: event.currentTarget.checked })} />{" "}
        {t.seo.noIndex}
      </label>
    </section>
  );
}
