// What a field still takes, near its limit: seen at once, said when nobody
// types.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/en.ts";

const PAUSE = 1000;

// look: called with what is typed or gone to in the field.
export function useLeft(): { look: (event: Event) => void;
  left: JSX.Element | false } {
  const [left, setLeft] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const text = left === null ? "" : t.left(left);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return {
    look: ({ target }) => {
      const { maxLength = -1, value } = target as HTMLInputElement;
      const rest = maxLength - value.length;
      setLeft(maxLength > 0 && rest <= Math.min(50, Math.max(10,
        maxLength / 10)) ? Math.max(0, rest) : null);
    },
    left: left !== null && <>
      <p class="hint left" aria-hidden="true">{text}</p>
      <span class="unseen" role="status">{said}</span>
    </>,
  };
}
