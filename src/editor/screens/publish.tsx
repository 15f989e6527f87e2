// Before it goes out: what and when, what is missing, and one button.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Node } from "prosemirror-model";
import { t } from "../i18n/en.ts";
import { atTime, dayOf, timeOf } from "../plan/month.ts";
import { TITLE_PIXELS } from "../plan/preview.ts";
import type { Act } from "../save/acts.ts";
import type { Session } from "../save/session.ts";
import { mediaNow } from "../text/media.ts";
import { firstPicture, widthOf } from "../ui/measure.ts";
import { Button, Dialog } from "../ui/parts.tsx";
import { moment } from "../ui/times.ts";
import { ZoneHint } from "../ui/zone.tsx";

interface Check {
  text: string;
  blocks: boolean;
  // the id of what to mend
  to: string;
}

interface Seen {
  unready: boolean;
  noAlt: number;
  skipped: boolean;
  empty: boolean;
}

function look(doc: Node): Seen {
  const seen: Seen = { unready: false, noAlt: 0, skipped: false,
    empty: true };
  let level = 1;
  doc.forEach((node) => {
    const { attrs, type } = node;
    if (type.name === "image" || type.name === "video") {
      const media = attrs.media_id === null ? null : mediaNow(attrs.media_id);
      seen.unready ||= media?.status !== "READY";
      seen.noAlt += type.name === "image" && attrs.alt === "" &&
        !media?.alt_text ? 1 : 0;
    }
    if (type.name === "heading") {
      seen.skipped ||= attrs.level > level + 1;
      level = attrs.level;
    }
    seen.empty &&= type.name === "paragraph" && node.content.size === 0;
  });
  return seen;
}

export function checksOf(session: Session): Check[] {
  const meta = session.meta.value;
  const seen = look(session.doc);
  const all: [boolean, string, boolean, string][] = [
    [meta.title.trim() === "", t.check.title, true, "title"],
    [seen.unready, t.check.media, true, "text"],
    [seen.empty, t.check.empty, false, "text"],
    [seen.noAlt > 0, t.check.alt(seen.noAlt), false, "text"],
    [meta.excerpt.trim() === "", t.check.excerpt, false, "excerpt"],
    [meta.category === null, t.check.category, false, "category"],
    [seen.skipped, t.check.heading, false, "text"],
    [meta.no_index, t.check.noIndex, false, "seo"],
    [widthOf(meta.seo_title.trim() || meta.title.trim()) > TITLE_PIXELS,
      t.check.longTitle, false, "seo"],
    [meta.og_media === null && meta.featured_media === null &&
      firstPicture(session.doc) === null, t.check.picture, false, "featured"],
    [/\bTK\b/.test(session.doc.textContent), t.check.tk, false, "text"],
  ];
  return all.filter(([is]) => is).map(([, text, blocks, to]) =>
    ({ text, blocks, to }));
}

interface Props {
  session: Session;
  act: "publish" | "schedule" | "submit" | "update" | "ask";
  onClose: () => void;
  onGo: (act: Act, body?: { scheduled_publish_at: string }) => void;
}

function inAnHour(): { date: string; time: string } {
  const time = new Date(Date.now() + 3600000);
  return { date: dayOf(time), time: timeOf(time).replace(/\d\d$/, "00") };
}

export function PublishDialog(props: Props): JSX.Element {
  const { act, session } = props;
  const [later, setLater] = useState(act === "schedule");
  const [at, setAt] = useState(inAnHour);
  const checks = checksOf(session);
  const time = atTime(at.date, at.time);
  const past = later && !(time.getTime() > Date.now());
  const stops = checks.some((one) => one.blocks) || past;
  const timed = act === "publish" || act === "schedule";
  const label = later ? t.scheduleFor(Number.isNaN(time.getTime()) ? "…"
    : moment(time)) : act === "publish" || act === "schedule"
    ? t.publishNow : act === "update" ? t.updateNow : t.submitNow;

  function set(part: "date" | "time", value: string): void {
    setAt((now) => ({ ...now, [part]: value }));
  }
  function goTo(id: string): void {
    props.onClose();
    setTimeout(() => document.getElementById(id)?.focus(), 50);
  }
  return (
    <Dialog title={timed ? t.publish : act === "update" ? t.update
      : t.submit} onClose={props.onClose}>
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
              <input type="date" aria-label={t.date} value={at.date}
                onInput={(event) => set("date", event.currentTarget.value)} />
              <input type="time" aria-label={t.time} value={at.time}
                onInput={(event) => set("time", event.currentTarget.value)} />
            </div>
          )}
          {later && <p><ZoneHint at={time} /></p>}
        </fieldset>
      )}
      <h3>{t.checks}</h3>
      {checks.length === 0 && !past ? <p class="good">{t.allGood}</p> : (
        <ul class="checks">
          {past && <li class="stop">{t.check.past}</li>}
          {checks.map((one) => (
            <li class={one.blocks ? "stop" : "warn"}>
              <button type="button" class="link"
                onClick={() => goTo(one.to)}>{one.text}</button>
            </li>
          ))}
        </ul>
      )}
      <footer>
        <Button onClick={props.onClose}>{t.cancel}</Button>
        <Button kind="main" disabled={stops} id="confirm"
          onClick={() => props.onGo(later ? "schedule" : act === "schedule"
            ? "publish" : act, later
            ? { scheduled_publish_at: time.toISOString() } : undefined)}>
          {label}</Button>
      </footer>
    </Dialog>
  );
}
