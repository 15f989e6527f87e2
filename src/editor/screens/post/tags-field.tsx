// The tags of a post: each is a word of its own; those that exist are offered.
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { get } from "../../api/client.ts";
import type { Page, Tag } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import { Icon } from "../../ui/parts.tsx";

const MOST = 30;
const LONGEST = 60;
const PAUSE = 200;

// Names that begin alike, those in use most first.
function useOffers(words: string): string[] {
  const [offers, setOffers] = useState<string[]>([]);
  useEffect(() => {
    if (words === "") {
      setOffers([]);
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const wish = new URLSearchParams({ search: words, page_size: "8",
        ordering: "-post_count" });
      get<Page<Tag>>(`/tags/?${wish}`, { signal: stop.signal }).then((page) =>
        setOffers(page.results.map((one) => one.name)), () => undefined);
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words]);
  return offers;
}

interface Props {
  tags: string[];
  readOnly: boolean;
  errors?: string[];
  onChange: (tags: string[]) => void;
}

export function TagsField(props: Props): JSX.Element {
  const { tags, readOnly } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const words = text.trim();
  const offers = useOffers(words).filter((one) => !tags.some((tag) =>
    tag.toLowerCase() === one.toLowerCase()));
  const open = offers.length > 0 && words !== "";

  function add(given: string): void {
    const names = given.split(",").map((one) => one.trim()
      .slice(0, LONGEST)).filter((one) => one !== "");
    const next = [...tags];
    for (const name of names) {
      if (next.length < MOST && !next.some((one) =>
        one.toLowerCase() === name.toLowerCase())) {
        next.push(name);
      }
    }
    setText("");
    setAt(-1);
    if (next.length > tags.length) {
      props.onChange(next);
    }
  }
  function remove(name: string): void {
    props.onChange(tags.filter((one) => one !== name));
    input.current?.focus();
  }
  function key(event: KeyboardEvent): void {
    const last = offers.length - 1;
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      add(offers[at] ?? words);
    } else if (event.key === "Backspace" && text === "" && tags.length > 0) {
      props.onChange(tags.slice(0, -1));
    } else if (open && event.key === "ArrowDown") {
      event.preventDefault();
      setAt(at >= last ? 0 : at + 1);
    } else if (open && event.key === "ArrowUp") {
      event.preventDefault();
      setAt(at <= 0 ? last : at - 1);
    } else if (event.key === "Escape" && text !== "") {
      event.stopPropagation();
      setText("");
    }
  }
  return (
    <div class="field">
      <label for="tags">{t.tags}</label>
      {tags.length > 0 && (
        <ul class="chips">
          {tags.map((name) => (
            <li key={name}>{name}
              {!readOnly && <button type="button" aria-label={
                t.removeTag(name)} onClick={() => remove(name)}>
                <Icon name="close" /></button>}</li>
          ))}
        </ul>
      )}
      {!readOnly && tags.length < MOST && (
        <div class="tags-input">
          <input id="tags" ref={input} value={text} role="combobox"
            autocomplete="off" aria-autocomplete="list" aria-expanded={open}
            aria-controls={`${id}-list`} aria-describedby={`${id}-told`}
            aria-invalid={props.errors !== undefined}
            aria-activedescendant={open && at >= 0 ? `${id}-${at}`
              : undefined}
            onInput={(event) => {
              const { value } = event.currentTarget;
              setAt(-1);
              if (value.includes(",")) {
                add(value);
              } else {
                setText(value);
              }
            }}
            onKeyDown={key} onBlur={() => add(words)} />
          <ul id={`${id}-list`} role="listbox" aria-label={t.tags}
            hidden={!open}>
            {offers.map((name, i) => (
              <li id={`${id}-${i}`} role="option" aria-selected={i === at}
                onPointerDown={(event) => {
                  event.preventDefault();
                  add(name);
                }}>{name}</li>
            ))}
          </ul>
        </div>
      )}
      <p class={props.errors ? "error" : "hint"} id={`${id}-told`}>
        {props.errors?.join(" ") ?? (tags.length >= MOST ? t.tagsFull(MOST)
          : t.tagsHint)}</p>
    </div>
  );
}
