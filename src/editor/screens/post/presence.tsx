// Who else has the post open.  Said every 20 seconds while the page is seen.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../api/client.ts";
import type { Presence } from "../../api/types.ts";
import { t } from "../../i18n/en.ts";
import type { Answer } from "../../save/types.ts";
import type { Session } from "../../save/session.ts";

const EACH = 20000;
// Where a page is loaded anew, the old one's leave may come after the new one's
// arrival.
const ONCE_MORE = 3000;

export interface Company {
  others: Presence["others"];
  // somebody has changed what is shown here
  news: string | null;
}

// One after the other: who reads a post anew leaves and comes at once.
let last: Promise<unknown> = Promise.resolve();

function inTurn(run: () => Promise<Answer>): Promise<Answer> {
  const answer = last.then(run);
  last = answer;
  return answer;
}

// What the server has and this page has not, told where nothing is written
// here: what is written is merged with it when it is saved.
function newsOf(session: Session, before: string, told: Presence):
string | null {
  const { engine } = session;
  const now = engine.versions();
  if (!engine.isSaved() || before !== JSON.stringify(now) ||
      ((now.post === null || told.version === now.post) &&
      told.working_copy_version === now.copy)) {
    return null;
  }
  return t.news(told.others.map((one) => one.name).join(", "));
}

export function usePresence(session: Session): Company {
  const [company, setCompany] = useState<Company>({ others: [], news: null });
  const id = session.post.value?.id ?? null;
  useEffect(() => {
    if (id === null) {
      return undefined;
    }
    let gone = false;
    const path = `/posts/${id}/presence/`;
    async function beat(): Promise<void> {
      if (document.visibilityState === "hidden") {
        return;
      }
      const before = JSON.stringify(session.engine.versions());
      const answer = await inTurn(() => ask(path, { method: "POST" }));
      if (!gone && answer.status === 200) {
        const told = answer.body as Presence;
        setCompany({ others: told.others,
          news: newsOf(session, before, told) });
      }
    }
    const timer = setInterval(() => void beat(), EACH);
    const shown = () => void beat();
    const leave = () => void ask(path, { method: "DELETE", keepalive: true });
    const soon = setTimeout(() => void beat(), ONCE_MORE);
    void beat();
    document.addEventListener("visibilitychange", shown);
    addEventListener("pagehide", leave);
    return () => {
      gone = true;
      clearInterval(timer);
      clearTimeout(soon);
      document.removeEventListener("visibilitychange", shown);
      removeEventListener("pagehide", leave);
      void inTurn(() => ask(path, { method: "DELETE", keepalive: true }));
    };
  }, [id, session]);
  return company;
}

function initials(name: string): string {
  return name.split(/\s+/).map((one) => Array.from(one)[0] ?? "")
    .join("").slice(0, 2).toUpperCase();
}

export function Others({ others }: { others: Presence["others"] }):
JSX.Element {
  const names = others.map((one) => one.name).join(", ");
  return (
    <span class="others" role="status">
      {others.length > 0 && <>
        <span class="unseen">{t.alsoHere(names)}</span>
        {others.slice(0, 3).map((one) => <span class="initials"
          aria-hidden="true" title={t.alsoHere(one.name)}>
          {initials(one.name)}</span>)}
      </>}
    </span>
  );
}
