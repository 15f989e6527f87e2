// Webhooks: addresses that are told of events.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch } from "../api/client.ts";
import type { Page, Webhook } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { go, query } from "../router.ts";
import { Button, Empty, say } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { ago } from "../ui/times.ts";
import { Deliveries } from "./deliveries.tsx";
import { Pages } from "./posts.tsx";
import { WebhookForm } from "./webhook-form.tsx";

const SIZE = 20;

function how(hook: Webhook): string {
  if (hook.last_delivery_at === null) {
    return t.hooks.never;
  }
  const at = ago(hook.last_delivery_at);
  return hook.failing_since !== null
    ? t.hooks.failing(ago(hook.failing_since))
    : t.hooks.answered(hook.last_status ?? 0, at);
}

function Row({ hook, onOpen, onChange }: { hook: Webhook;
  onOpen: () => void; onChange: () => void }): JSX.Element {
  return (
    <li class="line wraps">
      <button type="button" class="line-button" onClick={onOpen}>
        <strong>{hook.name}</strong>
        <span class="about">
          {!hook.is_active && <span class="badge off">{t.hooks.off}</span>}
          <span dir="ltr">{hook.url}</span>
          <span class={hook.failing_since !== null ? "error" : ""}>
            {how(hook)}</span>
        </span>
      </button>
      {!hook.is_active && <Button onClick={() => patch(
        `/webhooks/${hook.id}/`, { is_active: true }).then(onChange,
        (failure: Error) => say(failure.message, true))}>
        {t.hooks.switchOn}</Button>}
      <a class="button quiet" href={`#/webhooks/${hook.id}`}
        aria-label={`${t.hooks.deliveries}: ${hook.name}`}>
        {t.hooks.deliveries}</a>
    </li>
  );
}

function List(): JSX.Element {
  const list = useRead<Page<Webhook>>(`/webhooks/?page_size=${SIZE}&page=${
    query.value.get("page") ?? 1}`);
  const [open, setOpen] = useState<Webhook | "new" | null>(null);
  const add = (
    <Button kind="main" icon="plus" onClick={() => setOpen("new")}>
      {t.hooks.add}</Button>
  );
  return (
    <>
      <div class="head"><h1>{t.places.webhooks}</h1>{add}</div>
      <Shown of={list}>{(page) => page.results.length === 0
        ? <Empty title={t.hooks.empty} text={t.hooks.emptyText} /> : (
          <>
            <ul class="lines">
              {page.results.map((one) => <Row key={one.id} hook={one}
                onOpen={() => setOpen(one)} onChange={list.again} />)}
            </ul>
            <Pages count={page.count} size={SIZE} />
          </>
        )}</Shown>
      {open !== null && <WebhookForm hook={open === "new" ? null : open}
        onClose={() => setOpen(null)} onSaved={list.again}
        onDeliveries={(id) => go(`/webhooks/${id}`)} />}
    </>
  );
}

export function WebhooksScreen({ id }: { id: string }): JSX.Element {
  return id === "" ? <List /> : <Deliveries id={id} />;
}
