// Forms: one way to send them, and their errors at their fields.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { fieldErrors, Refused, sentence } from "../api/client.ts";
import type { Answer } from "../save/types.ts";
import { t } from "../i18n/en.ts";
import { Input } from "./input.tsx";
import { Button, confirm, Field } from "./parts.tsx";
import { removeSoon } from "./undo.ts";

export type Errors = Record<string, string[]>;

// What a refusal says, under the names of the form's fields; what belongs to
// none of them stands under "".
export function errorsOf(failure: unknown, names: string[]): Errors {
  if (!(failure instanceof Refused)) {
    return { "": [(failure as Error).message] };
  }
  const answer: Answer = failure.answer;
  const found = fieldErrors(answer.body);
  const shown = Object.fromEntries(Object.entries(found).filter(([name]) =>
    names.includes(name)));
  const rest = Object.entries(found).filter(([name]) =>
    !names.includes(name));
  if (Object.keys(shown).length > 0 && rest.length === 0) {
    return shown;
  }
  const text = answer.status === 429 ? t.throttled(answer.retryAfter ?? 60)
    : rest.length > 0 ? sentence({ ...answer,
      body: Object.fromEntries(rest) }) : sentence(answer);
  return { ...shown, "": [text] };
}

export interface FormState {
  errors: Errors;
  busy: boolean;
  submit: (event: SubmitEvent) => void;
  setErrors: (errors: Errors) => void;
}

function namesIn(form: HTMLFormElement): string[] {
  return Array.from(form.elements, (one) =>
    one.getAttribute("name") ?? "").filter((name) => name !== "");
}

// The first field that is wrong has the focus.
function showFirst(form: HTMLFormElement): void {
  setTimeout(() => form.querySelector<HTMLElement>("[aria-invalid=true]")
    ?.focus(), 0);
}

export function useForm(save: (form: FormData, element: HTMLFormElement) =>
Promise<void>): FormState {
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (busy) {
      return;
    }
    setBusy(true);
    try {
      await save(new FormData(form), form);
      setErrors({});
    } catch (failure) {
      setErrors(errorsOf(failure, namesIn(form)));
      showFirst(form);
    }
    setBusy(false);
  }
  return { errors, busy, setErrors, submit: (event) => void submit(event) };
}

// Asked for first; then it can be taken back for a while.
export async function removeAsked(path: string, question: string,
                                  name: string): Promise<boolean> {
  const is = await confirm(question, t.remove);
  if (is) {
    removeSoon([path], t.removed(name));
  }
  return is;
}

interface Text {
  form: { errors: Errors };
  name: string;
  label: string;
  value?: string;
  hint?: string;
  type?: string;
  required?: boolean;
  max?: number;
  rows?: number;
  autofocus?: boolean;
  autocomplete?: string;
  dir?: "ltr" | "auto";
  pattern?: string;
}

export function TextField(props: Text): JSX.Element {
  const { form, name, label, hint, value, rows, max, ...rest } = props;
  return (
    <Field label={label} hint={hint} errors={form.errors[name]}>
      {(attrs) => rows
        ? <textarea {...attrs} name={name} rows={rows} maxLength={max}
          dir="auto" defaultValue={value} />
        : <Input {...attrs} {...rest} name={name} maxLength={max}
          defaultValue={value} />}
    </Field>
  );
}

export function CheckField({ name, label, on }: { name: string;
  label: string; on: boolean }): JSX.Element {
  return (
    <label class="check"><input type="checkbox" name={name}
      defaultChecked={on} /> {label}</label>
  );
}

// What belongs to no field.
export function FormError({ form }: { form: { errors: Errors } }):
JSX.Element | null {
  const texts = form.errors[""];
  return texts === undefined ? null
    : <p class="error" role="alert">{texts.join(" ")}</p>;
}

export function SaveButton({ form, text }: { form: FormState;
  text?: string }): JSX.Element {
  return (
    <Button kind="main" type="submit" disabled={form.busy}>
      {form.busy ? t.saving : text ?? t.save}</Button>
  );
}
