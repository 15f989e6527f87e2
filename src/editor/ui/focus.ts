// Keeps the focus where somebody acts: what had it may be gone, moved or
// switched off by what was done with it.

// What has the focus and what is around it, innermost first; nothing where the
// pointer has taken it away.  What is told does not count: it is gone soon.
let trail: HTMLElement[] = [];
let stand: HTMLElement | null = null;

// Nobody has gone anywhere: the focus may be put where it belongs.
export function isFree(): boolean {
  const now = document.activeElement;
  return now === document.body || now === stand;
}

function look(): void {
  const [one] = trail;
  if (one === undefined || document.activeElement !== document.body) {
    return;
  }
  one.focus();
  if (!one.isConnected) {
    stand = trail.find((each) => each.isConnected) ??
      document.querySelector("main");
    if (stand !== null) {
      stand.tabIndex = -1;
      stand.focus({ preventScroll: true });
    }
  }
}

addEventListener("pointerdown", () => {
  trail = [];
}, true);
addEventListener("focusin", ({ target }) => {
  let one = target as HTMLElement | null;
  if (one?.closest(".toasts")) {
    return;
  }
  trail = [];
  for (; one !== null && one.id !== "app"; one = one.parentElement) {
    trail.push(one);
  }
});
new MutationObserver(look).observe(document.body, { childList: true,
  subtree: true, attributeFilter: ["disabled"] });
