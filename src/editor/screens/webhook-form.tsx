// One webhook: its address and events; its secret when it is made.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch, post } from "../api/client.ts";
import type { Webhook } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { CheckField, FormError, removeAsked, SaveButton, TextField, useForm,
  type Errors } from "../ui/forms.tsx";
import { Button, Dialog, say } from "../ui/parts.tsx";
import { Secret } from "../ui/secret.tsx";

const EVENTS = ["post.published", "post.updated", "post.removed",
  "post.submitted", "post.rejected", "media.ready", "media.failed",
  "category.changed", "tag.changed", "user.link"];

function Events({ chosen, errors }: { chosen: string[]; errors: Errors }):
JSX.Element {
  const [all, setAll] = useState(chosen.includes("*"));
  return (
    <fieldset class="field">
      <legend class="label">{t.hooks.events}</legend>
      <label class="check"><input type="checkbox" name="all" checked={all}
        aria-invalid={errors.events !== undefined}
        aria-describedby={errors.events ? "events-told" : undefined}
        onChange={() => setAll(!all)} /> {t.hooks.allEvents}</label>
      {!all && <div class="events">
        {EVENTS.map((one) => (
          <label class="check"><input type="checkbox" name="events"
            value={one} defaultChecked={chosen.includes(one)} />{" "}
          {t.hooks.eventNames[one]}</label>
        ))}
      </div>}
      {errors.events && <p class="error" id="events-told">
        {errors.events.join(" ")}</p>}
    </fieldset>
  );
}

interface Props {
  hook: Webhook | null;
  onClose: () => void;
  onSaved: () => void;
  onDeliveries: (id: number) => void;
}

export function WebhookForm({ hook, onClose, onSaved, onDeliveries }: Props):
JSX.Element {
  const [made, setMade] = useState<Webhook | null>(null);
  const form = useForm(async (data) => {
    const body = { name: data.get("name"), url: data.get("url"),
      is_active: data.has("is_active"),
      events: data.has("all") ? ["*"] : data.getAll("events") };
    if (hook === null) {
      setMade(await post<Webhook>("/webhooks/", body));
    } else {
      await patch(`/webhooks/${hook.id}/`, body);
      onClose();
      say(t.saved);
    }
    onSaved();
  });
  const remove = () => removeAsked(`/webhooks/${hook!.id}/`,
    t.hooks.deleteAsk(hook!.name), hook!.name).then((is) => is && onClose());
  if (made !== null) {
    return (
      <Dialog title={made.name} firm onClose={onClose}>
        <Secret label={t.hooks.secret} value={made.secret!}
          hint={t.secretOnce} />
        <footer>
          <Button onClick={onClose}>{t.haveIt}</Button>
          <Button onClick={() => onDeliveries(made.id)}>{t.hooks.tryIt}
          </Button>
        </footer>
      </Dialog>
    );
  }
  return (
    <Dialog title={hook?.name ?? t.hooks.add} onClose={onClose}>
      <form onSubmit={form.submit}>
        <FormError form={form} />
        <TextField form={form} name="name" label={t.hooks.name} required
          max={100} autofocus value={hook?.name} />
        <TextField form={form} name="url" type="url" required max={2000}
          label={t.hooks.url} hint={t.hooks.urlHint} dir="ltr"
          value={hook?.url} />
        <Events chosen={hook?.events ?? ["*"]} errors={form.errors} />
        <CheckField name="is_active" label={t.hooks.active}
          on={hook?.is_active !== false} />
        <footer>
          {hook !== null && <Button kind="danger"
            onClick={() => void remove()}>{t.remove}</Button>}
          <SaveButton form={form} />
        </footer>
      </form>
    </Dialog>
  );
}
