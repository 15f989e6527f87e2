// Users: who may sign in, as what; disabled rather than deleted.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Page, User } from "../api/types.ts";
import { t } from "../i18n/en.ts";
import { query } from "../router.ts";
import { Search } from "../ui/filters.tsx";
import { Button, Empty } from "../ui/parts.tsx";
import { Shown, useRead } from "../ui/reading.tsx";
import { ago } from "../ui/times.ts";
import { Pages } from "./posts.tsx";
import { LinkDialog, UserForm } from "./user-form.tsx";

const SIZE = 20;

function listPath(): string {
  const wish = new URLSearchParams({ page_size: String(SIZE),
    ordering: "username" });
  for (const name of ["search", "page"]) {
    if (query.value.get(name)) {
      wish.set(name, query.value.get(name)!);
    }
  }
  return `/users/?${wish}`;
}

function Row({ user, onOpen }: { user: User; onOpen: () => void }):
JSX.Element {
  const name = `${user.first_name} ${user.last_name}`.trim();
  return (
    <li class="line">
      <button type="button" class="line-button" onClick={onOpen}>
        <strong>{name || user.username}</strong>
        <span class="about">
          <span class={`badge ${user.role}`}>{t.roles[user.role]}</span>
          {!user.is_active && <span class="badge off">{t.users.disabled}
          </span>}
          {name !== "" && <span>{user.username}</span>}
          {user.email !== "" && <span>{user.email}</span>}
          <span>{user.last_login ? t.users.last(ago(user.last_login))
            : t.users.never}</span>
        </span>
      </button>
    </li>
  );
}

export function UsersScreen(): JSX.Element {
  const list = useRead<Page<User>>(listPath());
  const [open, setOpen] = useState<User | "new" | null>(null);
  const [invited, setInvited] = useState<User | null>(null);
  return (
    <>
      <div class="head">
        <h1>{t.places.users}</h1>
        <Search label={t.users.search} />
        <Button kind="main" icon="plus" onClick={() => setOpen("new")}>
          {t.users.add}</Button>
      </div>
      <Shown of={list}>{(page) => page.results.length === 0
        ? <Empty title={t.users.empty} /> : (
          <>
            <ul class="lines">
              {page.results.map((one) => <Row key={one.id} user={one}
                onOpen={() => setOpen(one)} />)}
            </ul>
            <Pages count={page.count} size={SIZE} />
          </>
        )}</Shown>
      {open !== null && <UserForm user={open === "new" ? null : open}
        onClose={() => setOpen(null)} onSaved={list.again}
        onInvite={(user) => {
          setOpen(null);
          setInvited(user);
        }} />}
      {invited !== null && <LinkDialog user={invited}
        onClose={() => setInvited(null)} />}
    </>
  );
}
