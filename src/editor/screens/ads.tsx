// Ad placements: where a site may show something, and on which devices.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch, post } from "../api/client.ts";
import type { AdPlacement } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { CheckField, FormError, removeAsked, SaveButton, TextField, useForm }
  from "../ui/forms.tsx";
import { Button, Dialog, Empty, say } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";

// A screen with a text on it, and the placement where it is shown.
function Device({ kind, on }: { kind: "desktop" | "mobile"; on: boolean }):
JSX.Element {
  const wide = kind === "desktop";
  const text = on ? t.ads.shownOn[kind] : t.ads.notOn[kind];
  return (
    <svg class={on ? "device on" : "device"} role="img" aria-label={text}
      viewBox={wide ? "0 0 48 36" : "0 0 22 36"}>
      <title>{text}</title>
      <rect class="screen" x="1" y="1" width={wide ? 46 : 20}
        height={wide ? 28 : 34} rx="3" />
      {wide && <path class="screen" d="M18 35h12M24 29v6" />}
      <path class="text" d={wide ? "M6 8h22M6 13h22M6 18h17"
        : "M5 7h12M5 12h12M5 29h8"} />
      {on && <rect class="slot" x={wide ? 33 : 5} y={wide ? 6 : 16}
        width={wide ? 10 : 12} height={wide ? 18 : 8} rx="1" />}
    </svg>
  );
}

function Form({ ad, onClose, onSaved }: { ad: AdPlacement | null;
  onClose: () => void; onSaved: () => void }): JSX.Element {
  const form = useForm(async (data) => {
    const body = { name: data.get("name"),
      description: data.get("description"),
      is_active: data.has("is_active"),
      show_on_desktop: data.has("show_on_desktop"),
      show_on_mobile: data.has("show_on_mobile") };
    await (ad === null ? post("/ad-placements/", body)
      : patch(`/ad-placements/${ad.id}/`, body));
    onSaved();
    onClose();
    say(t.saved);
  });
  const remove = () => removeAsked(`/ad-placements/${ad!.id}/`,
    t.ads.deleteAsk(ad!.name), ad!.name).then((is) => is && onClose());
  return (
    <Dialog title={ad?.name ?? t.ads.add} onClose={onClose}>
      <form onSubmit={form.submit}>
        <FormError form={form} />
        <TextField form={form} name="name" label={t.ads.name} required
          max={100} autofocus value={ad?.name} hint={t.ads.nameHint} />
        <TextField form={form} name="description" label={t.description}
          rows={3} value={ad?.description} />
        <div>
          <CheckField name="is_active" label={t.active}
            on={ad?.is_active !== false} />
          <CheckField name="show_on_desktop" label={t.ads.onDesktop}
            on={ad?.show_on_desktop !== false} />
          <CheckField name="show_on_mobile" label={t.ads.onMobile}
            on={ad?.show_on_mobile !== false} />
        </div>
        <footer>
          {ad !== null && <Button kind="danger"
            onClick={() => void remove()}>{t.remove}</Button>}
          <SaveButton form={form} />
        </footer>
      </form>
    </Dialog>
  );
}

export function AdsScreen(): JSX.Element {
  const list = useRead<AdPlacement[]>("/ad-placements/");
  const [open, setOpen] = useState<AdPlacement | "new" | null>(null);
  const add = (
    <Button kind="main" icon="plus" onClick={() => setOpen("new")}>
      {t.ads.add}</Button>
  );
  return (
    <>
      <div class="head"><h1>{t.places.ads}</h1>{add}</div>
      <Shown of={list}>{(ads) => ads.length === 0
        ? <Empty title={t.ads.empty} text={t.ads.emptyText} /> : (
          <ul class="lines">
            {ads.map((ad) => (
              <li key={ad.id} class="line">
                <button type="button" class="line-button"
                  onClick={() => setOpen(ad)}>
                  <strong>{ad.name}</strong>
                  <span class="about">
                    {!ad.is_active && <span class="badge off">
                      {t.hidden}</span>}
                    {ad.description && <span>{ad.description}</span>}
                  </span>
                </button>
                <Device kind="desktop"
                  on={ad.is_active && ad.show_on_desktop} />
                <Device kind="mobile"
                  on={ad.is_active && ad.show_on_mobile} />
              </li>
            ))}
          </ul>
        )}</Shown>
      {open !== null && <Form ad={open === "new" ? null : open}
        onClose={() => setOpen(null)} onSaved={list.again} />}
    </>
  );
}
