// Whose clock a time is by; where the site's is another one than the reader's,
// what that one shows then.
import type { JSX } from "preact";
import { t } from "../i18n/en.ts";
import { ownZone, zone } from "../plan/zone.ts";
import { moment } from "./times.ts";

export function ZoneHint({ at }: { at?: Date }): JSX.Element {
  const own = ownZone();
  const here = at !== undefined && zone() !== own &&
    !Number.isNaN(at.getTime()) ? ` ${t.zoneHere(moment(at, own), own)}` : "";
  return <span class="hint">{t.zone(zone())}{here}</span>;
}
