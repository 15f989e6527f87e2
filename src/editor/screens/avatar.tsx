// The picture of oneself: uploaded here, or one of the library.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { config, patch } from "../api/client.ts";
import type { Media, User } from "../api/types.ts";
import { send, type Upload } from "../api/upload.ts";
import { t } from "../i18n/en.ts";
import { Button, say } from "../ui/parts.tsx";
import { MediaPicker, smallURL } from "../ui/picker.tsx";
import { bytes } from "../ui/times.ts";

function initials(me: User): string {
  const words = `${me.first_name} ${me.last_name}`.trim() || me.username;
  return words.split(/\s+/).slice(0, 2).map((one) =>
    Array.from(one)[0].toLocaleUpperCase()).join("");
}

function set(media: Media | null): void {
  patch<User>("/auth/me/", { avatar_media: media?.id ?? null }).then(() =>
    say(t.saved), (failure: Error) => say(failure.message, true));
}

function Progress({ upload }: { upload: Upload }): JSX.Element | null {
  const state = upload.state.value;
  if (state === "ready") {
    return null;
  }
  return state === "failed" ? (
    <p class="error" role="alert">{upload.error.value || t.failed}{" "}
      <Button onClick={upload.retry}>{t.retry}</Button></p>
  ) : (
    <p class="sending" role="status">{t.upload[state]}
      <progress max={1} value={state === "sending" ? upload.progress.value
        : undefined} aria-label={t.upload[state]} /></p>
  );
}

export function Avatar({ me }: { me: User }): JSX.Element {
  const [upload, setUpload] = useState<Upload | null>(null);
  const [open, setOpen] = useState(false);
  const media = me.avatar_media ?? null;

  function take(input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    const most = config.value!.limits.upload;
    if (file !== undefined && file.size > most) {
      say(`${file.name}: ${t.tooLarge(bytes(most))}`, true);
    } else if (file !== undefined) {
      setUpload(send(file, (sent) => {
        if (sent?.status === "READY") {
          set(sent);
        }
      }));
    }
    input.value = "";
  }
  return (
    <div class="avatar-row">
      {media !== null ? <img class="avatar" src={smallURL(media)}
        alt={t.account.picture} />
        : <span class="avatar" aria-hidden="true">{initials(me)}</span>}
      <div>
        <div class="row">
          <label class="button">{t.account.uploadPicture}
            <input type="file" class="unseen" name="avatar"
              accept="image/*,.heic,.avif"
              onChange={(event) => take(event.currentTarget)} /></label>
          <Button onClick={() => setOpen(true)}>{t.account.fromLibrary}
          </Button>
          {media !== null &&
            <Button onClick={() => set(null)}>{t.remove}</Button>}
        </div>
        {upload !== null && <Progress upload={upload} />}
      </div>
      {open && <MediaPicker onClose={() => setOpen(false)}
        wanted={{ kind: "IMAGE", several: false,
          done: ([one]) => set(one) }} />}
    </div>
  );
}
