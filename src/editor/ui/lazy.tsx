// Parts of the page that come when they are wanted.
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/en.ts";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>):
(props: P) => JSX.Element {
  let part: ComponentType<P> | null = null;
  return (props) => {
    const [failed, setFailed] = useState(false);
    const [, setCome] = useState(part !== null);
    useEffect(() => {
      if (part === null) {
        load().then((found) => {
          part = found;
          setCome(true);
        }, () => setFailed(true));
      }
    }, []);
    if (part !== null) {
      const Part = part as ComponentType<object>;
      return <Part {...props} />;
    }
    return failed ? <p class="error" role="alert">{t.noServer}</p>
      : <p class="loading">{t.loading}</p>;
  };
}
