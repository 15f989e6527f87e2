// What the toolbar asks: where a link leads, to which place a block goes.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { Button, Dialog, Field } from "../ui/parts.tsx";
import { isHref } from "./href.ts";

// onSet: "" takes the link away
export function LinkDialog(props: { href: string; onClose: () => void;
  onSet: (href: string) => void }): JSX.Element {
  const [href, setHref] = useState(props.href);
  const [bad, setBad] = useState(false);
  return (
    <Dialog title={t.mark.link} onClose={props.onClose}>
      <form onSubmit={(event) => {
        event.preventDefault();
        const given = href.trim();
        const value = /^[\w-]+(\.[\w-]+)+(\/|$)/.test(given)
          ? `https://${given}` : given;
        if (isHref(value)) {
          props.onSet(value);
        } else {
          setBad(true);
        }
      }}>
        <Field label={t.linkTo} errors={bad ? [t.linkBad] : undefined}>
          {(attrs) => <input {...attrs} value={href} autofocus
            inputMode="url" autocapitalize="none"
            onInput={(event) => setHref(event.currentTarget.value)} />}
        </Field>
        <footer>
          {props.href !== "" &&
            <Button onClick={() => props.onSet("")}>{t.unlink}</Button>}
          <Button kind="main" type="submit">{t.apply}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

// now and count: from 1
export function PositionDialog(props: { now: number; count: number;
  onClose: () => void; onGo: (to: number) => void }): JSX.Element {
  return (
    <Dialog title={t.moveTo} onClose={props.onClose}>
      <form onSubmit={(event) => {
        event.preventDefault();
        props.onGo(Number(new FormData(event.currentTarget).get("at")));
      }}>
        <Field label={t.position} hint={t.positionHint(props.count)}>
          {(attrs) => <input {...attrs} name="at" type="number" min="1"
            max={props.count} required autofocus
            defaultValue={String(props.now)} />}
        </Field>
        <footer>
          <Button onClick={props.onClose}>{t.cancel}</Button>
          <Button kind="main" type="submit">{t.moveHere}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

export function KeysDialog({ onClose }: { onClose: () => void }):
JSX.Element {
  return (
    <Dialog title={t.keys} onClose={onClose}>
      <dl class="keys">
        {t.keyList.map(([keys, what]) => <div><dt><kbd>{keys}</kbd></dt>
          <dd>{what}</dd></div>)}
      </dl>
    </Dialog>
  );
}
