// What a webhook was told lately, and what came of it.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { post } from "../api/client.ts";
import type { Delivery, Webhook } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { Button, Empty, say } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { ago, exact } from "../ui/times.ts";

const LOOK_AGAIN = 2000;

function outcome(one: Delivery): string {
  const parts = [t.hooks.states[one.status]];
  if (one.last_status !== null) {
    parts.push(`HTTP ${one.last_status}`);
  }
  if (one.error) {
    parts.push(one.error);
  }
  if (one.tries > 0) {
    parts.push(t.hooks.tries(one.tries));
  }
  if (one.next_try_at !== null) {
    parts.push(t.hooks.nextTry(ago(one.next_try_at)));
  }
  return parts.join(" · ");
}

function Row({ one, onRetry }: { one: Delivery; onRetry: () => void }):
JSX.Element {
  return (
    <li class="line wraps">
      <div class="line-text">
        <strong>{t.hooks.eventNames[one.type] ?? one.type}</strong>
        <span class="about">
          <span class={one.status === "failed" ? "error"
            : one.status === "delivered" ? "good" : ""}>{outcome(one)}</span>
          <span>{exact(one.created_at)}</span>
          <span dir="ltr">{one.message_id}</span>
        </span>
      </div>
      {one.status !== "waiting" && <Button onClick={onRetry}
        label={`${t.hooks.retry}: ${one.type}, ${exact(one.created_at)}`}>
        {t.hooks.retry}</Button>}
    </li>
  );
}

export function Deliveries({ id }: { id: string }): JSX.Element {
  const hook = useRead<Webhook>(`/webhooks/${id}/`);
  const list = useRead<Delivery[]>(`/webhooks/${id}/deliveries/`);
  const waits = list.data?.some((one) => one.status === "waiting" &&
    one.next_try_at === null) ?? false;
  // what is on its way is looked after
  useEffect(() => {
    if (!waits) {
      return undefined;
    }
    const timer = setInterval(list.again, LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [waits]);
  function send(path: string): void {
    post(`/webhooks/${id}/${path}`).then(() => {
      list.again();
      say(t.hooks.sent);
    }, (failure: Error) => say(failure.message, true));
  }
  return (
    <>
      <p><a href="#/webhooks">← {t.places.webhooks}</a></p>
      <div class="head">
        <h1>{hook.data?.name ?? t.hooks.deliveries}</h1>
        <Button kind="main" onClick={() => send("ping/")}>{t.hooks.ping}
        </Button>
      </div>
      {hook.data && <p class="soft" dir="ltr">{hook.data.url}</p>}
      <Shown of={list}>{(all) => all.length === 0
        ? <Empty title={t.hooks.noDeliveries} text={t.hooks.pingText} /> : (
          <ul class="lines">
            {all.map((one) => <Row key={one.id} one={one}
              onRetry={() => send(`deliveries/${one.id}/retry/`)} />)}
          </ul>
        )}</Shown>
    </>
  );
}
