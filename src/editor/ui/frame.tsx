// Navigation and who is signed in; a post that is written has the whole page.
import type { ComponentChildren, JSX } from "preact";
import { config, signOut, user } from "../api/client.ts";
import { t } from "../i18n/en.ts";
import { path } from "../router.ts";
import { drafts } from "../save/draft.ts";
import { postOf } from "../save/local.ts";
import { LIBRARY, WaitingFiles } from "../save/waiting.ts";
import { Button, confirm, hush, Menu } from "./parts.tsx";
import { placesIn, type Place } from "./places.ts";

async function leave(): Promise<void> {
  const kept = await drafts(config.value?.api ?? "", user.value!.id);
  const files = new WaitingFiles(config.value?.api ?? "", user.value!.id);
  const posts = new Set((await kept.all()).map((one) =>
    postOf(one.post)));
  const waiting = await files.all();
  for (const { post } of waiting.map((one) => one.waiting)) {
    posts.add(post);
  }
  const left = posts.delete(LIBRARY) ? waiting.filter((one) =>
    one.waiting.post === LIBRARY).length : 0;
  const lost = [posts.size > 0 ? t.localDraft(posts.size) : "",
    left > 0 ? t.filesLeft(left) : ""].join(" ").trim();
  if (lost !== "" && !await confirm(lost, t.signOut)) {
    return;
  }
  hush();
  await kept.clear();
  await files.clear();
  await signOut();
}

function Here({ to, text }: { to: string; text: string }): JSX.Element {
  const now = path.value === to || (to !== "/" &&
    path.value.startsWith(`${to}/`));
  return <a href={`#${to}`} aria-current={now ? "page" : undefined}>
    {text}</a>;
}

function Places({ of }: { of: Place["in"] }): JSX.Element {
  return <>{placesIn(of).map((one) => <Here key={one.name}
    to={`/${one.name}`} text={t.places[one.name]} />)}</>;
}

function name(): string {
  const me = user.value!;
  return `${me.first_name} ${me.last_name}`.trim() || me.username;
}

export function Frame(props: { children: ComponentChildren;
  bare: boolean }): JSX.Element {
  if (props.bare) {
    return <>{props.children}</>;
  }
  return (
    <>
      <header class="bar">
        <a class="brand" href="#/">{config.value?.site}</a>
        <nav aria-label={t.menu}>
          <Places of="bar" />
        </nav>
        {placesIn("manage").length > 0 && <Menu label={t.manage}
          text={t.manage}><Places of="manage" /></Menu>}
        <Menu label={name()} icon="person" text={name()}>
          <Places of="self" />
          <Button kind="quiet" onClick={leave}>{t.signOut}</Button>
        </Menu>
      </header>
      <main>{props.children}</main>
    </>
  );
}
