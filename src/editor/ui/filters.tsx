// What narrows a list; all of it stands in the address, beside the page.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { query, replace, withQuery } from "../router.ts";
import { Input } from "./input.tsx";
import { Field, Icon } from "./parts.tsx";

const PAUSE = 250;

// Of the address, those that are set, as the server's query has them.
export function wishes(names: string[], more: Record<string, string>):
URLSearchParams {
  const wish = new URLSearchParams(more);
  for (const name of names) {
    const value = query.value.get(name);
    if (value) {
      wish.set(name, value);
    }
  }
  return wish;
}

function set(name: string, value: string): void {
  replace(withQuery({ [name]: value, page: "", cursor: "" }));
}

export function Search({ label }: { label: string }): JSX.Element {
  const timer = useRef(0);
  return (
    <label class="search">
      <Icon name="search" />
      <input type="search" aria-label={label} placeholder={label}
        defaultValue={query.value.get("search") ?? ""}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => set("search", value.trim()),
            PAUSE);
        }} />
    </label>
  );
}

// texts: by value, in their order; any: what the first one, for all, is called.
export function Choice({ name, label, texts, any = t.any }: { name: string;
  label: string; texts: [string, string][]; any?: string }): JSX.Element {
  const now = query.value.get(name) ?? "";
  return (
    <Field label={label}>
      {(attrs) => (
        <select {...attrs} name={name} value={now} onChange={(event) =>
          set(name, event.currentTarget.value)}>
          <option value="">{any}</option>
          {texts.map(([value, text]) =>
            <option value={value} selected={value === now}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}

export function Typed({ name, label, type, offers = [] }: { name: string;
  label: string; type: string; offers?: string[] }): JSX.Element {
  const now = query.value.get(name) ?? "";
  const field = useRef<HTMLInputElement>(null);
  // what is being typed stays; what the address says anew does not wait for it
  useLayoutEffect(() => {
    field.current!.value = now;
  }, [now]);
  return (
    <Field label={label}>
      {(attrs) => <>
        <Input {...attrs} ref={field} name={name} type={type}
          autocapitalize="none" list={`${attrs.id}-offers`}
          onChange={(event: Event) => set(name,
            (event.currentTarget as HTMLInputElement).value.trim())} />
        {offers.length > 0 && <datalist id={`${attrs.id}-offers`}>
          {offers.map((one) => <option value={one} />)}</datalist>}
      </>}
    </Field>
  );
}
