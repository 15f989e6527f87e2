// Before it goes out: what and when, what is missing, and one button.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Node } from "prosemirror-model";
import { t } from "../../i18n/en.ts";
import { atTime, dayOf, timeOf } from "../../plan/month.ts";
import { TITLE_PIXELS } from "../../plan/preview.ts";
import { now } from "../../plan/zone.ts";
import type { Act } from "../../save/acts.ts";
import type { Session } from "../../save/session.ts";
import { mediaNow } from "../../text/media.ts";
import { firstPicture, widthOf } from "../../ui/measure.ts";
import { Button, Dialog } from "../../ui/parts.tsx";
import { ago, moment } from "../../ui/times.ts";
import { ZoneHint } from "../../ui/zone.tsx";

interface Check {
  text: string;
  blocks: boolean;
  // the id of what to mend; of the text, the block
  to: string;
  block?: string | null;
}

// The first block of each kind, where there is one.
interface Seen {
  unready?: string | null;
  noAlt: number;
  firstNoAlt?: string | null;
  skipped?: string | null;
  toCome?: string | null;
  empty: boolean;
}

// An address that was made before there was a title.
const UNTITLED = new RegExp(`^${t.untitled.toLowerCase().replace(/\s+/g, "-")
  }(-\\d+)?$`);

function look(doc: Node): Seen {
  const seen: Seen = { noAlt: 0, empty: true };
  let level = 1;
  doc.forEach((node) => {
    const { attrs, type } = node;
    if (type.name === "image" || type.name === "video") {
      const media = attrs.media_id === null ? null : mediaNow(attrs.media_id);
      if (media?.status !== "READY") {
        seen.unready ??= attrs.id;
      }
      if (type.name === "image" && attrs.alt === "" && !media?.alt_text) {
        seen.noAlt++;
        seen.firstNoAlt ??= attrs.id;
      }
    }
    if (type.name === "heading") {
      if (attrs.level > level + 1) {
        seen.skipped ??= attrs.id;
      }
      level = attrs.level;
    }
    if (/\bTK\b/.test(node.textContent)) {
      seen.toCome ??= attrs.id;
    }
    seen.empty &&= type.name === "paragraph" && node.content.size === 0;
  });
  return seen;
}

export function checksOf(session: Session): Check[] {
  const meta = session.meta.value;
  const seen = look(session.doc);
  const all: [boolean, string, boolean, string, (string | null)?][] = [
    [meta.title.trim() === "", t.check.title, true, "title"],
    [seen.unready !== undefined, t.check.media, true, "text", seen.unready],
    [seen.empty, t.check.empty, false, "text"],
    [seen.noAlt > 0, t.check.alt(seen.noAlt), false, "text",
      seen.firstNoAlt],
    [meta.title.trim() !== "" && UNTITLED.test(meta.slug), t.check.slug,
      false, "slug"],
    [meta.excerpt.trim() === "", t.check.excerpt, false, "excerpt"],
    [meta.category === null, t.check.category, false, "category"],
    [seen.skipped !== undefined, t.check.heading, false, "text",
      seen.skipped],
    [meta.no_index, t.check.noIndex, false, "seo"],
    [widthOf(meta.seo_title.trim() || meta.title.trim()) > TITLE_PIXELS,
      t.check.longTitle, false, "seo"],
    [meta.og_media === null && meta.featured_media === null &&
      firstPicture(session.doc) === null, t.check.picture, false, "featured"],
    [seen.toCome !== undefined, t.check.tk, false, "text", seen.toCome],
  ];
  return all.filter(([is]) => is).map(([, text, blocks, to, block]) =>
    ({ text, blocks, to, block }));
}

interface Props {
  session: Session;
  act: "publish" | "schedule" | "submit" | "update" | "ask";
  onClose: () => void;
  // leads to a field, or to the text
  onField: (id: string) => void;
  onGo: (act: Act, body?: { scheduled_publish_at: string }) => void;
}

function inAnHour(): { date: string; time: string } {
  const time = new Date(now() + 3600000);
  return { date: dayOf(time), time: timeOf(time).replace(/\d\d$/, "00") };
}

export function PublishDialog(props: Props): JSX.Element {
  const { act, session } = props;
  const [later, setLater] = useState(act === "schedule");
  const [at, setAt] = useState(inAnHour);
  const checks = checksOf(session);
  const time = atTime(at.date, at.time);
  const past = later && !(time.getTime() > now());
  const stops = checks.some((one) => one.blocks) || past;
  const timed = act === "publish" || act === "schedule";
  const label = later ? t.scheduleFor(Number.isNaN(time.getTime()) ? "…"
    : moment(time)) : act === "publish" || act === "schedule"
    ? t.publishNow : act === "update" ? t.updateNow : t.submitNow;

  function set(part: "date" | "time", value: string): void {
    setAt((before) => ({ ...before, [part]: value }));
  }
  function goTo(check: Check): void {
    props.onField(check.to);
    if (check.block) {
      session.reveal(check.block);
    }
  }
  const confirm = <Button kind="main" disabled={stops} id="confirm" first
    onClick={() => props.onGo(later ? "schedule" : act === "schedule"
      ? "publish" : act, later
      ? { scheduled_publish_at: time.toISOString() } : undefined)}>
    {label}</Button>;
  return (
    <Dialog title={timed ? t.publish : act === "update" ? t.update
      : t.submit} over="act" onClose={props.onClose} main={confirm}>
      {timed && (
        <fieldset class="when">
          <label class="check"><input type="radio" name="when"
            checked={!later} onChange={() => setLater(false)} /> {t.now}
          </label>
          <label class="check"><input type="radio" name="when"
            checked={later} onChange={() => setLater(true)} /> {t.later}
          </label>
          {later && (
            <div class="row">
              <input type="date" id="when" aria-label={t.date} value={at.date}
                onInput={(event) => set("date", event.currentTarget.value)} />
              <input type="time" aria-label={t.time} value={at.time}
                onInput={(event) => set("time", event.currentTarget.value)} />
            </div>
          )}
          {later && <p><ZoneHint at={time} />{" "}
            {!Number.isNaN(time.getTime()) && ago(time.toISOString())}</p>}
        </fieldset>
      )}
      <h3>{t.checks}</h3>
      {checks.length === 0 && !past ? <p class="good">{t.allGood}</p> : (
        <ul class="checks">
          {past && <li class="stop">
            <button type="button" class="link" onClick={() =>
              document.getElementById("when")?.focus()}>{t.check.past}
            </button></li>}
          {checks.map((one) => (
            <li class={one.blocks ? "stop" : "warn"}>
              <button type="button" class="link"
                onClick={() => goTo(one)}>{one.text}</button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
