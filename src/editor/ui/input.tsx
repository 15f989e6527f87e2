// An input whose type is known only when it is drawn: Preact's types want one
// for each.
import type { InputHTMLAttributes, JSX } from "preact";

export function Input(props: Record<string, unknown>): JSX.Element {
  return <input {...props as InputHTMLAttributes<HTMLInputElement>} />;
}
