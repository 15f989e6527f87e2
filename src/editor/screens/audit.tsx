// What was done, by whom, from where; newest first.  Filters are in the
// address.
import type { JSX } from "preact";
import type { AuditEvent, Page } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { addDays, startOf } from "../plan/month.ts";
import { query, replace, withQuery } from "../router.ts";
import { Choice, Typed, wishes } from "../ui/filters.tsx";
import { Button, Empty } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { exact } from "../ui/times.ts";
import { ZoneHint } from "../ui/zone.tsx";

const SIZE = 50;
const SCREENS: Record<string, string> = { post: "/posts/",
  media: "/media?open=" };

// Days are whole here, and the site's; the server's bounds exclude the moment
// itself.
function bound(date: string, days: number): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) {
    return "";
  }
  const time = startOf(days === 0 ? date : addDays(date, days)).getTime();
  return Number.isNaN(time) ? ""
    : new Date(time - (days === 0 ? 1 : 0)).toISOString();
}

function listPath(): string {
  const { value: now } = query;
  const wish = wishes(["user", "action", "object_type", "cursor"],
    { page_size: String(SIZE), cursor: "" });
  for (const [name, days] of [["after", 0], ["before", 1]] as const) {
    const time = bound(now.get(name) ?? "", days);
    if (time !== "") {
      wish.set(name, time);
    }
  }
  return `/audit/?${wish}`;
}

const FILTERS = ["user", "action", "object_type", "after", "before"];

function Filters(): JSX.Element {
  const some = FILTERS.some((name) => query.value.get(name));
  return (
    <div class="filters" role="search" aria-label={t.filters}>
      <Choice name="object_type" label={t.audit.what}
        texts={Object.entries(t.audit.types)} />
      <Choice name="action" label={t.audit.action}
        texts={Object.entries(t.audit.actions)} />
      <Typed name="user" label={t.username} type="search" />
      <Typed name="after" label={t.audit.from} type="date" />
      <Typed name="before" label={t.audit.to} type="date" />
      {some && <Button onClick={() => replace("/audit")}>
        {t.audit.noFilter}</Button>}
    </div>
  );
}

function Thing({ event }: { event: AuditEvent }): JSX.Element {
  const type = t.audit.types[event.object_type] ?? event.object_type;
  const place = SCREENS[event.object_type];
  const label = event.label || `${event.object_id ?? ""}`;
  return (
    <>{type}{" "}
      {place !== undefined && event.object_id !== null &&
        event.action !== "delete"
        ? <a href={`#${place}${event.object_id}`}>{label}</a>
        : <span class="quoted">{label}</span>}</>
  );
}

// Roles are named because a phone shows the table as blocks, which would take
// them away.
function Row({ event }: { event: AuditEvent }): JSX.Element {
  return (
    <tr role="row">
      <td role="cell"><time datetime={event.at}>{exact(event.at)}</time></td>
      <td role="cell" data-label={t.audit.who}>{event.user === null
        ? <span class="soft">{t.audit.nobody}</span>
        : <a href={`#${withQuery({ user: event.user, cursor: "" })}`}>
          {event.user}</a>}</td>
      <td role="cell" data-label={t.audit.action}>
        <span class={event.action === "login_failed" ? "error" : ""}>
          {t.audit.actions[event.action] ?? event.action}</span></td>
      <td role="cell" data-label={t.audit.what}><Thing event={event} />
        {event.changed.length > 0 && <span class="soft changed">
          {event.changed.join(", ")}</span>}</td>
      <td role="cell" data-label={t.audit.address}>
        <span dir="ltr" title={event.request_id}>{event.address || "–"}
        </span></td>
    </tr>
  );
}

// By cursors: to number the pages, all there are would be counted.
function Turn({ page }: { page: Page<AuditEvent> }): JSX.Element | null {
  const to = (url: string) => `#${withQuery({
    cursor: new URL(url).searchParams.get("cursor") ?? "" })}`;
  return page.previous === null && page.next === null ? null : (
    <nav class="pages" aria-label={t.places.audit}>
      {page.previous !== null &&
        <a class="button" href={to(page.previous)}>{t.previous}</a>}
      {page.next !== null &&
        <a class="button" href={to(page.next)}>{t.next}</a>}
    </nav>
  );
}

export function AuditScreen(): JSX.Element {
  const list = useRead<Page<AuditEvent>>(listPath());
  return (
    <>
      <div class="head"><h1>{t.places.audit}</h1><ZoneHint /></div>
      <Filters />
      <Shown of={list}>{(page) => page.results.length === 0
        ? <Empty title={t.audit.empty} text={t.otherFilters} /> : (
          <>
            <table class="table" role="table">
              <caption class="unseen">{t.places.audit}</caption>
              <thead role="rowgroup"><tr role="row">
                {[t.audit.when, t.audit.who, t.audit.action, t.audit.what,
                  t.audit.address].map((text) => (
                  <th scope="col" role="columnheader">{text}</th>))}
              </tr></thead>
              <tbody role="rowgroup">{page.results.map((one) =>
                <Row key={one.id} event={one} />)}</tbody>
            </table>
            <Turn page={page} />
          </>
        )}</Shown>
    </>
  );
}
