// The page: who is signed in, where it is, and the frame around a screen.
import { effect } from "@preact/signals";
import { render, type ComponentType, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { config, displaced, expired, start, user } from "./api/client.ts";
import { t } from "./i18n/en.ts";
import { speak } from "./i18n/language.ts";
import { path, visits } from "./router.ts";
import { unsaved } from "./save/unsaved.ts";
import { Login } from "./screens/login.tsx";
import { Posts } from "./screens/posts.tsx";
import { Copying, CopyText } from "./ui/copying.tsx";
import "./ui/focus.ts";
import { Frame } from "./ui/frame.tsx";
import { NoPart } from "./ui/lazy.tsx";
import { Asking, Button, Dialog, Empty, Toasts } from "./ui/parts.tsx";
import { mayGo, titleOf } from "./ui/places.ts";

type Screen = ComponentType<{ id: string }>;

const manage = () => import("./screens/manage.ts");

// What is not needed for the list of posts comes when it is.
const LATER: Record<string, () => Promise<Screen>> = {
  posts: () => import("./screens/post/post.tsx").then((m) => m.PostScreen),
  media: () => import("./screens/media.tsx").then((m) => m.MediaScreen),
  calendar: () => import("./screens/calendar.tsx")
    .then((m) => m.CalendarScreen),
  categories: () => manage().then((m) => m.categories),
  tags: () => manage().then((m) => m.tags),
  ads: () => manage().then((m) => m.ads),
  users: () => manage().then((m) => m.users),
  webhooks: () => manage().then((m) => m.webhooks),
  audit: () => manage().then((m) => m.audit),
  account: () => import("./screens/account.tsx").then((m) => m.AccountScreen),
  reset: () => import("./screens/reset.tsx").then((m) => m.ResetScreen),
  trash: () => import("./screens/trash.tsx").then((m) => m.TrashScreen),
  "": () => import("./screens/start.tsx").then((m) => m.StartScreen),
};
const RESET = "reset=";

function Later({ name, id }: { name: string; id: string }): JSX.Element {
  const [screen, setScreen] = useState<{ of: Screen } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    setScreen(null);
    LATER[name]().then((of) => left || setScreen({ of }),
      () => left || setFailed(true));
    return () => {
      left = true;
    };
  }, [name]);
  if (failed) {
    return <NoPart />;
  }
  return screen === null ? <p class="loading">{t.loading}</p>
    : <screen.of key={id === "new" ? `new ${visits.value}` : id} id={id} />;
}

// A form that is open stays with what was written into it, whatever its writer
// may not do any more.
function isWritten(): boolean {
  return document.querySelector("dialog[open] form") !== null;
}

function App(): JSX.Element {
  if (config.value === null || user.value === undefined) {
    return <p class="loading">{t.loading}</p>;
  }
  if (config.value.api === null) {
    return <Empty title={t.failed} text={config.value.problem} />;
  }
  if (path.value.startsWith(RESET)) {
    return <Later name="reset" id={path.value.slice(RESET.length)} />;
  }
  if (user.value === null) {
    return <Login />;
  }
  const [name, id = ""] = path.value.split("/").slice(1);
  const list = name === "posts" && id === "";
  return (
    <Frame bare={name === "posts" && id !== ""}>
      {list || LATER[name] === undefined ? <Posts />
        : mayGo(name) || isWritten() ? <Later name={name} id={id} />
          : <Empty title={t.notAllowed} text={t.notAllowedText} />}
      {expired.value && (
        <Dialog title={t.sessionEnded} firm onClose={() => undefined}>
          <p>{displaced.value ? t.wrongUser : t.sessionText}</p>
          <Login again={user.value} />
          {unsaved.value && <p class="rescue">{t.rescue}
            <CopyText of={unsaved.value} /></p>}
        </Dialog>
      )}
    </Frame>
  );
}

function Page(): JSX.Element {
  return <><App /><Asking /><Copying /><Toasts /></>;
}

effect(() => {
  document.title = `${titleOf(path.value.split("/")[1] ?? "")} · ${
    config.value?.site ?? t.app}`;
});

const root = document.getElementById("app")!;
speak().then(start).then(() => render(<Page />, root), () => render(
  <Empty title={t.failed}
    text={config.value === null ? t.noConfig : t.noServer}>
    <Button kind="main" onClick={() => location.reload()}>{t.retry}</Button>
  </Empty>, root));
