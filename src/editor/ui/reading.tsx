// What is read of the server for a screen: waiting, failed, or there.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { t } from "../i18n/en.ts";
import { Button, Empty } from "./parts.tsx";
import { staying } from "./undo.ts";

export interface Reading<T> {
  data: T | null;
  error: string;
  again: () => void;
  set: (data: T) => void;
}

// An answer to an older question is dropped.  change: what is counted up where
// the same must be read again.
export function useRead<T>(path: string, change = 0): Reading<T> {
  const [data, set] = useState<T | null>(null);
  const [error, setError] = useState("");
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setError("");
    get<T>(path, { signal: stop.signal }).then(set, (failure: Error) => {
      if (!stop.signal.aborted) {
        setError(failure.message);
      }
    });
    return () => stop.abort();
  }, [path, round, change]);
  return { data: staying(path, data), error, set,
    again: () => setRound((n) => n + 1) };
}

export function Shown<T>({ of, children }: { of: Reading<T>;
  children: (data: T) => ComponentChildren }): JSX.Element {
  if (of.error !== "") {
    return (
      <Empty title={t.failed} text={of.error}>
        <Button kind="main" onClick={of.again}>{t.retry}</Button>
      </Empty>
    );
  }
  return of.data === null ? <p class="loading" role="status">{t.loading}</p>
    : <>{children(of.data)}</>;
}
