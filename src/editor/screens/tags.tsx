// Tags: how often they are used, renamed, merged, deleted.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch, post } from "../api/client.ts";
import type { Page, TagRow } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { query, withQuery } from "../router.ts";
import { Search } from "../ui/filters.tsx";
import { FormError, removeAsked, SaveButton, TextField, useForm }
  from "../ui/forms.tsx";
import { Button, Dialog, Empty, Menu, say } from "../ui/parts.tsx";
import { Shown, useRead, type Reading } from "../ui/reading.tsx";
import { Pages } from "./posts.tsx";

const SIZE = 50;

function listPath(): string {
  const { value: now } = query;
  return `/tags/?${new URLSearchParams({ page_size: String(SIZE),
    page: now.get("page") ?? "1", search: now.get("search") ?? "",
    ordering: now.get("ordering") ?? "name" })}`;
}

function Form({ tag, onClose, onSaved }: { tag: TagRow | null;
  onClose: () => void; onSaved: () => void }): JSX.Element {
  const form = useForm(async (data) => {
    const body = { name: data.get("name"), slug: data.get("slug"),
      description: data.get("description") };
    await (tag === null ? post("/tags/", body)
      : patch(`/tags/${tag.id}/`, body));
    onSaved();
    onClose();
    say(t.saved);
  });
  return (
    <Dialog title={tag?.name ?? t.tagList.add} onClose={onClose}>
      <form onSubmit={form.submit}>
        <FormError form={form} />
        <TextField form={form} name="name" label={t.tagList.name} required
          max={60} autofocus value={tag?.name} />
        <TextField form={form} name="slug" label={t.slug} max={80} dir="ltr"
          hint={tag === null ? t.slugMade : t.slugHint} value={tag?.slug} />
        <TextField form={form} name="description" label={t.description}
          rows={3} value={tag?.description} />
        <footer><SaveButton form={form} /></footer>
      </form>
    </Dialog>
  );
}

function Targets({ found, chosen, onChoose }: { found: Reading<Page<TagRow>>;
  chosen: TagRow | null; onChoose: (tag: TagRow) => void }): JSX.Element {
  return (
    <Shown of={found}>{(page) => page.results.length === 0
      ? <p class="soft">{t.tagList.noneFound}</p> : (
        <fieldset class="choices">
          <legend class="unseen">{t.tagList.into}</legend>
          {page.results.map((one) => (
            <label class="check"><input type="radio" name="into"
              checked={one.id === chosen?.id}
              onChange={() => onChoose(one)} /> {one.name}
            <span class="soft">{t.postCount(one.post_count)}</span>
            </label>
          ))}
        </fieldset>
      )}</Shown>
  );
}

function Merge({ tag, onClose, onSaved }: { tag: TagRow;
  onClose: () => void; onSaved: () => void }): JSX.Element {
  const [words, setWords] = useState("");
  const [into, setInto] = useState<TagRow | null>(null);
  const found = useRead<Page<TagRow>>(`/tags/?${new URLSearchParams({
    page_size: "8", search: words, ordering: "-post_count" })}`);
  const others: Reading<Page<TagRow>> = { ...found, data: found.data && {
    ...found.data, results: found.data.results.filter((one) =>
      one.id !== tag.id) } };
  const form = useForm(async () => {
    await post(`/tags/${tag.id}/merge/`, { into: into!.id });
    onSaved();
    onClose();
    say(t.tagList.merged(tag.name, into!.name));
  });
  return (
    <Dialog title={t.tagList.mergeTitle(tag.name)} onClose={onClose}>
      <form onSubmit={form.submit}>
        <FormError form={form} />
        <p>{t.tagList.mergeText}</p>
        <input type="search" aria-label={t.tagList.search} autofocus
          placeholder={t.tagList.search}
          onInput={(event) => setWords(event.currentTarget.value)} />
        <Targets found={others} chosen={into} onChoose={setInto} />
        <footer>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="danger" type="submit"
            disabled={into === null || form.busy}>
            {into === null ? t.tagList.merge
              : t.tagList.mergeInto(into.name)}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Orders(): JSX.Element {
  const now = query.value.get("ordering") ?? "";
  return (
    <nav class="tabs" aria-label={t.tagList.order}>
      {[["", t.tagList.byName], ["-post_count", t.tagList.byUse]].map(
        ([value, text]) => (
          <a href={`#${withQuery({ ordering: value, page: "" })}`}
            aria-current={value === now ? "page" : undefined}>{text}</a>
        ))}
    </nav>
  );
}

export function TagsScreen(): JSX.Element {
  const list = useRead<Page<TagRow>>(listPath());
  const [open, setOpen] = useState<TagRow | "new" | null>(null);
  const [merging, setMerging] = useState<TagRow | null>(null);
  const remove = (tag: TagRow) => removeAsked(`/tags/${tag.id}/`,
    t.tagList.deleteAsk(tag.name, tag.post_count), tag.name);
  return (
    <>
      <div class="head">
        <h1>{t.places.tags}</h1>
        <Search label={t.tagList.search} />
        <Button kind="main" icon="plus" onClick={() => setOpen("new")}>
          {t.tagList.add}</Button>
      </div>
      <Orders />
      <Shown of={list}>{(page) => page.results.length === 0
        ? <Empty title={t.tagList.empty} text={t.tagList.emptyText} /> : (
          <>
            <ul class="lines">
              {page.results.map((tag) => (
                <li key={tag.id} class="line">
                  <button type="button" class="line-button"
                    onClick={() => setOpen(tag)}>
                    <strong>{tag.name}</strong>
                    <span class="about"><span dir="ltr">{tag.slug}</span>
                      {tag.description && <span>{tag.description}</span>}
                    </span>
                  </button>
                  <span class="soft number">{t.postCount(tag.post_count)}
                  </span>
                  <Menu icon="more" label={t.actionsFor(tag.name)}>
                    <Button kind="quiet" onClick={() => setOpen(tag)}>
                      {t.tagList.rename}</Button>
                    <Button kind="quiet" onClick={() => setMerging(tag)}>
                      {t.tagList.merge}</Button>
                    <Button kind="danger" onClick={() => void remove(tag)}>
                      {t.remove}</Button>
                  </Menu>
                </li>
              ))}
            </ul>
            <Pages count={page.count} size={SIZE} />
          </>
        )}</Shown>
      {open !== null && <Form tag={open === "new" ? null : open}
        onClose={() => setOpen(null)} onSaved={list.again} />}
      {merging !== null && <Merge tag={merging} onSaved={list.again}
        onClose={() => setMerging(null)} />}
    </>
  );
}
