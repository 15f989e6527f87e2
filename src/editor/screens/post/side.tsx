// Beside the text: what is said of the post, notes, its history, previews.
import type { JSX } from "preact";
import { t } from "../../i18n/en.ts";
import type { Session } from "../../save/session.ts";
import { lazy } from "../../ui/lazy.tsx";
import { Button } from "../../ui/parts.tsx";
import { Tabs } from "../../ui/tabs.tsx";

export type Side = "details" | "notes" | "history" | "previews";

const Details = lazy(() => import("./panels.ts").then((m) => m.Details));
const NotesPanel = lazy(() => import("./panels.ts").then((m) =>
  m.NotesPanel));
const HistoryPanel = lazy(() => import("./panels.ts").then((m) =>
  m.HistoryPanel));
const PreviewsPanel = lazy(() => import("./panels.ts").then((m) =>
  m.PreviewsPanel));

export function SidePanel(props: { session: Session; readOnly: boolean;
  errors: Record<string, string[]>; now: Side; onChange: (to: Side) => void;
  onClose: () => void }): JSX.Element {
  const { session, now } = props;
  return (
    <aside class="details" aria-label={t.beside} id="side">
      <div class="side-head">
        <Tabs label={t.beside} now={now}
          onChange={(name) => props.onChange(name as Side)} tabs={[
            ["details", t.details],
            ["notes", t.notes, session.notes.unsolved.value.length],
            ["history", t.history], ["previews", t.previews]]}>
          {now === "details" ? <Details session={session}
            readOnly={props.readOnly} errors={props.errors} />
            : session.post.value === null
              ? <p class="hint">{t.afterFirstSave}</p>
              : now === "notes" ? <NotesPanel session={session} />
                : now === "history" ? <HistoryPanel session={session} />
                  : <PreviewsPanel session={session} />}
        </Tabs>
        <Button kind="quiet" icon="close" label={t.closeBeside}
          onClick={props.onClose} />
      </div>
    </aside>
  );
}
