// API tokens of one's own, for programs.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, post } from "../api/client.ts";
import { t } from "../i18n/en.ts";
import { CheckField, FormError, SaveButton, TextField, useForm }
  from "../ui/forms.tsx";
import { now } from "../plan/zone.ts";
import { Button, confirm, Dialog, say } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { Secret } from "../ui/secret.tsx";
import { ago, day } from "../ui/times.ts";

interface Token {
  id: number;
  name: string;
  read_only: boolean;
  expires_at: string | null;
  last_used_at: string | null;
  created_at: string;
  token?: string;
}

// To the end of the day that was chosen, here.
function endOf(date: string): string | null {
  return date === "" ? null : new Date(`${date}T23:59:59`).toISOString();
}

function Form({ onClose, onMade }: { onClose: () => void;
  onMade: () => void }): JSX.Element {
  const [made, setMade] = useState<Token | null>(null);
  const form = useForm(async (data) => {
    setMade(await post<Token>("/auth/tokens/", { name: data.get("name"),
      read_only: data.has("read_only"),
      expires_at: endOf(String(data.get("expires_at"))) }));
    onMade();
  });
  return (
    <Dialog title={t.tokens.add} onClose={onClose} firm={made !== null}>
      {made !== null ? (
        <>
          <Secret label={made.name} value={made.token!}
            hint={t.secretOnce} />
          <footer><Button onClick={onClose}>{t.haveIt}</Button></footer>
        </>
      ) : (
        <form onSubmit={form.submit}>
          <FormError form={form} />
          <TextField form={form} name="name" label={t.tokens.name} required
            max={100} autofocus hint={t.tokens.nameHint} />
          <TextField form={form} name="expires_at" type="date"
            label={t.tokens.expires} hint={t.tokens.expiresHint} />
          <CheckField name="read_only" label={t.tokens.readOnly} on />
          <footer>
            <Button onClick={onClose}>{t.cancel}</Button>
            <SaveButton form={form} text={t.tokens.make} />
          </footer>
        </form>
      )}
    </Dialog>
  );
}

function about(one: Token): string {
  const over = one.expires_at !== null &&
    new Date(one.expires_at).getTime() < now();
  return [one.read_only ? t.tokens.readOnly : t.tokens.readWrite,
    one.last_used_at === null ? t.tokens.neverUsed
      : t.tokens.used(ago(one.last_used_at)),
    one.expires_at === null ? t.tokens.noEnd : over ? t.tokens.over
      : t.tokens.until(day(one.expires_at))].join(" · ");
}

export function Tokens(): JSX.Element {
  const list = useRead<Token[]>("/auth/tokens/");
  const [open, setOpen] = useState(false);
  async function end(one: Token): Promise<void> {
    if (await confirm(t.tokens.endAsk(one.name), t.tokens.end)) {
      get(`/auth/tokens/${one.id}/`, { method: "DELETE" }).then(() => {
        list.again();
        say(t.tokens.ended);
      }, (failure: Error) => say(failure.message, true));
    }
  }
  return (
    <section class="part">
      <div class="head"><h2>{t.tokens.title}</h2>
        <Button icon="plus" onClick={() => setOpen(true)}>{t.tokens.add}
        </Button></div>
      <p class="hint">{t.tokens.about}</p>
      <Shown of={list}>{(tokens) => tokens.length === 0
        ? <p class="soft">{t.tokens.empty}</p> : (
          <ul class="lines">
            {tokens.map((one) => (
              <li key={one.id} class="line">
                <div class="line-text"><strong>{one.name}</strong>
                  <span class="soft">{about(one)}</span></div>
                <Button label={`${t.tokens.end}: ${one.name}`}
                  icon="trash" kind="quiet" onClick={() => void end(one)} />
              </li>
            ))}
          </ul>
        )}</Shown>
      {open && <Form onClose={() => setOpen(false)} onMade={list.again} />}
    </section>
  );
}
