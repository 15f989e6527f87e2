// Tabs over one place: arrows go from one to the next, Tab into what it shows.
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";

interface Props {
  label: string;
  // [name, text, number behind it]
  tabs: [string, string, number?][];
  now: string;
  onChange: (name: string) => void;
  children: ComponentChildren;
}

export function Tabs(props: Props): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const { tabs, now } = props;
  function go(event: KeyboardEvent): void {
    const at = tabs.findIndex(([name]) => name === now);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0,
      End: tabs.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = (to + tabs.length) % tabs.length;
      props.onChange(tabs[next][0]);
      bar.current?.querySelectorAll<HTMLElement>("[role=tab]")[next].focus();
    }
  }
  return (
    <>
      <div class="side-tabs" role="tablist" aria-label={props.label} ref={bar}
        onKeyDown={go}>
        {tabs.map(([name, text, count]) => (
          <button type="button" role="tab" id={`tab-${name}`}
            aria-selected={name === now} aria-controls="tab-panel"
            tabIndex={name === now ? 0 : -1}
            onClick={() => props.onChange(name)}>{text}
            {count ? <span class="number">{count}</span> : null}</button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" class="side-panel"
        aria-labelledby={`tab-${now}`}>{props.children}</div>
    </>
  );
}
