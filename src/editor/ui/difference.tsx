// Two texts and what differs: side by side, or one in the other.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Block, Fields } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import type { Draft } from "../save/merge.ts";
import { same } from "../text/same.ts";
import { changes, isMarking, pieces, settings, textOf, type Change }
  from "../text/diff.ts";

const NAMES: (keyof Fields)[] = ["title", "slug", "excerpt", "category",
  "tags", "featured_media", "og_media", "seo_title", "seo_description",
  "seo_keywords", "canonical_url", "no_index"];

// How a value is called that is a number: a category's name.
export type Names = Partial<Record<keyof Fields, (value: number) => string>>;

function said(name: keyof Fields, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === "") {
    return "";
  }
  return Array.isArray(value) ? value.join(", ")
    : typeof value === "number" ? names[name]?.(value) ?? `#${value}`
      : typeof value === "boolean" ? (value ? t.yes : t.no) : String(value);
}

function Words({ before, after, only }: { before: string; after: string;
  only?: "out" | "in" }): JSX.Element {
  return (
    <span class="words-shown">
      {pieces(before, after).map(({ kind, text }) => kind === "same"
        ? text : kind === "out" ? only !== "in" && <del>{text}</del>
          : only !== "out" && <ins>{text}</ins>)}
    </span>
  );
}

function Settings({ before, after }: { before: Block; after: Block }):
JSX.Element | null {
  const [old, now] = [new Map(settings(before)), new Map(settings(after))];
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) =>
    old.get(name) !== now.get(name));
  return names.length === 0 ? null : (
    <p class="hint">{names.map((name) => `${t.members[name] ?? name}: ${
      old.get(name) ?? "–"} → ${now.get(name) ?? "–"}`).join(" · ")}</p>
  );
}

function label(change: Change): string {
  const { kind, before, after } = change;
  const name = t.types[(after ?? before)!.type] ?? (after ?? before)!.type;
  return kind === "changed" && isMarking(before!, after!)
    ? t.differs.marked(name) : t.differs[kind as "in"](name);
}

// What stands for a block without words.
function readable(block: Block): string {
  return textOf(block) || settings(block).map(([name, value]) =>
    `${t.members[name] ?? name} ${value}`).join(", ") ||
    (t.types[block.type] ?? block.type);
}

function Row({ change, sides }: { change: Change; sides: boolean }):
JSX.Element {
  const { kind, before, after } = change;
  const old = before === undefined ? "" : readable(before);
  const now = after === undefined ? "" : readable(after);
  return (
    <div class={`diff-row ${kind}`}>
      <p class="diff-label">{label(change)}</p>
      {sides ? (
        <div class="diff-sides">
          <div><Words before={old} after={now} only="out" /></div>
          <div><Words before={old} after={now} only="in" /></div>
        </div>
      ) : <Words before={old} after={now} />}
      {before && after && <Settings before={before} after={after} />}
    </div>
  );
}

// Runs of what is the same are one line.
function runs(list: Change[]): (Change | number)[] {
  const out: (Change | number)[] = [];
  for (const one of list) {
    const last = out[out.length - 1];
    if (one.kind !== "same") {
      out.push(one);
    } else if (typeof last === "number") {
      out[out.length - 1] = last + 1;
    } else {
      out.push(1);
    }
  }
  return out;
}

interface Props {
  before: Draft;
  after: Draft;
  // how the two are called
  left: string;
  right: string;
  names?: Names;
}

export function Difference(props: Props): JSX.Element {
  const { before, after, names = {} } = props;
  const [sides, setSides] = useState(innerWidth > 900);
  const fields = NAMES.filter((name) => after[name] !== undefined &&
    before[name] !== undefined && !same(before[name], after[name]));
  const list = runs(changes(before.content ?? [], after.content ?? []));
  const nothing = fields.length === 0 && list.every((one) =>
    typeof one === "number");
  return (
    <div class="diff">
      <label class="check"><input type="checkbox" checked={sides}
        onChange={() => setSides(!sides)} /> {t.sideBySide}</label>
      {sides && <div class="diff-sides diff-heads" aria-hidden="true">
        <strong>{props.left}</strong><strong>{props.right}</strong></div>}
      {nothing && <p class="good">{t.noDifference}</p>}
      {fields.map((name) => {
        const [old, now] = [said(name, before[name], names),
          said(name, after[name], names)];
        return (
          <div class="diff-row changed" key={name}>
            <p class="diff-label">{t.fields[name]}</p>
            {sides ? <div class="diff-sides">
              <div><Words before={old} after={now} only="out" /></div>
              <div><Words before={old} after={now} only="in" /></div>
            </div> : <Words before={old} after={now} />}
          </div>
        );
      })}
      {list.map((one) => typeof one === "number"
        ? <p class="diff-same">{t.sameBlocks(one)}</p>
        : <Row change={one} sides={sides} />)}
    </div>
  );
}
