// Parts of the page that come when they are wanted.
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/en.ts";
import { Button, Empty } from "./parts.tsx";

// A file that failed once is not asked for again by the browser.
export function NoPart(): JSX.Element {
  return (
    <Empty title={t.failed} text={t.noPart}>
      <Button kind="main" onClick={() => location.reload()}>{t.loadAnew}
      </Button>
    </Empty>
  );
}

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
    return failed ? <NoPart /> : <p class="loading">{t.loading}</p>;
  };
}
