// The small parts that all screens are made of.
import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { useLeft } from "./left.tsx";

const PATHS: Record<string, string> = {
  plus: "M8 3v10M3 8h10",
  search: "M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2zM11 11l3 3",
  back: "M10 3 5 8l5 5",
  forward: "M6 3l5 5-5 5",
  close: "M4 4l8 8M12 4l-8 8",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  open: "M5 7l3 3 3-3",
  trash: "M3 4h10M6 4V2h4v2M4 4l1 10h6l1-10",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  link: "M7 9a3 3 0 0 0 4 0l2-2a3 3 0 0 0-4-4L8 4M9 7a3 3 0 0 0-4 0L3 9a3 3 " +
    "0 0 0 4 4l1-1",
  undo: "M5 3 2 6l3 3M2 6h7a4 4 0 0 1 0 8H6",
  redo: "M11 3l3 3-3 3M14 6H7a4 4 0 0 0 0 8h3",
  person: "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14a5.5 4.5 0 0 1 11 0",
  image: "M2 3h12v10H2zM2 11l4-4 3 3 2-2 3 3M10.5 6h.01",
  sidebar: "M2 3h12v10H2zM10 3v10",
};

export function Icon({ name }: { name: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface ButtonProps {
  onClick?: (event: MouseEvent) => void;
  children?: ComponentChildren;
  kind?: "main" | "quiet" | "danger" | "plain";
  icon?: string;
  label?: string;
  disabled?: boolean;
  type?: "button" | "submit";
  id?: string;
  pressed?: boolean;
  // has the focus when its dialog opens
  first?: boolean;
}

export function Button(props: ButtonProps): JSX.Element {
  const { kind = "plain", icon, label, children } = props;
  return (
    <button type={props.type ?? "button"} class={`button ${kind}`}
      aria-label={label} title={label} disabled={props.disabled}
      aria-pressed={props.pressed} id={props.id} autofocus={props.first}
      onClick={props.onClick}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface FieldProps {
  label: string;
  // where something leads to the field by its name
  id?: string;
  hint?: string;
  errors?: string[];
  children: (attrs: { id: string; "aria-describedby"?: string;
    "aria-invalid"?: boolean }) => ComponentChildren;
}

export function Field(props: FieldProps): JSX.Element {
  const made = useId();
  const id = props.id ?? made;
  const told = props.hint !== undefined || props.errors !== undefined;
  const { look, left } = useLeft();
  return (
    <div class="field" onInput={look} onFocusIn={look}>
      <label for={id}>{props.label}</label>
      {props.children({ id, "aria-describedby": told ? `${id}-told`
        : undefined, "aria-invalid": props.errors !== undefined })}
      {told && (
        <p class={props.errors ? "error" : "hint"} id={`${id}-told`}>
          {props.errors?.join(" ") ?? props.hint}
        </p>
      )}
      {left}
    </div>
  );
}

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  // it must be answered
  firm?: boolean;
  // the id of the button that it stands below, in the same corner
  over?: string;
  // its main button, beside the title
  main?: ComponentChildren;
}

// Its main button comes to stand where that one is, where there is room.
function standOver(dialog: HTMLElement, id: string): void {
  const from = document.getElementById(id)?.getBoundingClientRect();
  const to = dialog.querySelector(".button.main")?.getBoundingClientRect();
  if (from !== undefined && to !== undefined && innerWidth > 600) {
    const { top } = dialog.getBoundingClientRect();
    dialog.style.translate = `${from.right - to.right}px ${
      Math.max(from.top - to.top, -top)}px`;
  }
}

export function Dialog(props: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // before the next key, which is not for what lies below
  useLayoutEffect(() => {
    const dialog = ref.current!;
    // a menu that it was chosen from is closing
    const { activeElement: now } = document;
    const before = now?.closest(".menu")?.querySelector("button") ?? now;
    dialog.showModal();
    if (props.over !== undefined) {
      standOver(dialog, props.over);
    }
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);
  return (
    <dialog ref={ref} class={props.wide ? "wide" : props.over ? "over" : ""}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!props.firm) {
          props.onClose();
        }
      }}>
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.main}
        {!props.firm && (
          <Button kind="quiet" icon="close" label={t.close}
            onClick={props.onClose} />
        )}
      </header>
      {props.children}
    </dialog>
  );
}

interface Toast {
  text: string;
  bad: boolean;
  // unless: called when it is told no longer, and run() was not
  act?: { label: string; run: () => void; unless?: () => void };
}

const toast = signal<Toast | null>(null);
let timer = 0;

// What was told is over.
export function hush(): void {
  const act = toast.value?.act;
  toast.value = null;
  clearTimeout(timer);
  act?.unless?.();
}

function take(act: Toast["act"]): void {
  toast.value = null;
  act!.run();
}

export function say(text: string, bad = false, act?: Toast["act"]): void {
  hush();
  toast.value = { text, bad, act };
  addEventListener("pagehide", hush);
  timer = window.setInterval(() => {
    // not from below somebody's hands
    if (document.querySelector(".toasts :is(:focus, :hover)") === null) {
      hush();
    }
  }, bad ? 12000 : act ? 10000 : 6000);
}

export function Toasts(): JSX.Element {
  const now = toast.value;
  return (
    <div class="toasts" role="status" aria-live="polite">
      {now && (
        <div class={now.bad ? "toast bad" : "toast"}>
          <span>{now.text}</span>
          {now.act && <Button kind="quiet" onClick={() => take(now.act)}>
            {now.act.label}</Button>}
          <Button kind="quiet" icon="close" label={t.close}
            onClick={hush} />
        </div>
      )}
    </div>
  );
}

// A question before what cannot be taken back.
interface Asked {
  text: string;
  label: string;
  answer: (yes: boolean) => void;
}

const asked = signal<Asked | null>(null);

export function confirm(text: string, label: string): Promise<boolean> {
  return new Promise((resolve) => {
    asked.value = { text, label, answer: (yes) => {
      asked.value = null;
      resolve(yes);
    } };
  });
}

export function Asking(): JSX.Element | null {
  const now = asked.value;
  return now && (
    <Dialog title={now.label} onClose={() => now.answer(false)}>
      <p>{now.text}</p>
      <footer>
        <Button onClick={() => now.answer(false)}>{t.cancel}</Button>
        <Button kind="danger" onClick={() => now.answer(true)}>
          {now.label}</Button>
      </footer>
    </Dialog>
  );
}

export function Empty(props: { title: string; text?: string;
  children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <h2>{props.title}</h2>
      {props.text && <p>{props.text}</p>}
      {props.children}
    </div>
  );
}

// From one choice to the next, round.
function along(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const all = [...list.querySelectorAll<HTMLElement>(
    "button:enabled, a[href]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0,
    End: all.length - 1 }[event.key];
  if (to !== undefined && all.length > 0) {
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  }
}

// Opens below its button, with the focus on its first choice; closes by Esc,
// a click elsewhere or a choice.
export function Menu(props: { label: string; icon?: string;
  children: ComponentChildren; text?: string }): JSX.Element {
  const id = useId();
  return (
    <div class="menu">
      <button type="button" class="button quiet" popovertarget={id}
        aria-label={props.text && props.text !== props.label
          ? `${props.text}: ${props.label}` : props.label}
        title={props.label}>
        {props.icon && <Icon name={props.icon} />}
        {props.text && <span>{props.text}</span>}
        {props.text && <Icon name="open" />}
      </button>
      <div id={id} popover="auto" class="menu-list" role="group"
        aria-label={props.label} onKeyDown={along}
        onToggle={(event) => {
          if (event.newState === "open") {
            event.currentTarget.querySelector<HTMLElement>(
              "button:enabled, a[href]")?.focus();
          }
        }}
        onClick={(event) => event.currentTarget.hidePopover()}>
        {props.children}
      </div>
    </div>
  );
}
