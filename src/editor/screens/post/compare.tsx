// What is live, and what is being written, side by side.
import type { JSX } from "preact";
import { t } from "../../i18n/en.ts";
import { fieldsOf } from "../../save/fields.ts";
import type { Session } from "../../save/session.ts";
import { nameOf as categoryName, useCategories }
  from "../../ui/categories.ts";
import { Difference } from "../../ui/difference.tsx";
import { Button, Dialog } from "../../ui/parts.tsx";

export function CompareDialog({ session, onClose, onDiscard }: {
  session: Session; onClose: () => void; onDiscard: () => void }):
JSX.Element {
  const post = session.post.value!;
  const categories = useCategories();
  const draft = post.status === "DRAFT";
  return (
    <Dialog title={draft ? t.compareDraft : t.compareLive} wide
      onClose={onClose}>
      <Difference before={fieldsOf(post)} after={session.capture()}
        left={draft ? t.savedDraft : t.live} right={t.workingCopy}
        names={{ category: (id) => categoryName(id, categories) }} />
      <footer>
        {session.writable.value && <Button kind="danger" onClick={onDiscard}>
          {t.discard}</Button>}
        <Button kind="main" onClick={onClose}>{t.goOn}</Button>
      </footer>
    </Dialog>
  );
}
