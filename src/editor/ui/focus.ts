// Keeps the focus where somebody acts: what had it may be gone, moved or
// switched off by what was done with it.

// What has the focus and what is around it, innermost first; nothing where it
// was left.  What is told does not count: it is gone soon.
let trail: HTMLElement[] = [];
let before = trail;
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

// Where a pointer or Tab leads to nothing, that is what was wanted.
function leave(event: Event): void {
  if (trail.length > 0 && (event.type !== "keydown" ||
      (event as KeyboardEvent).key === "Tab")) {
    before = trail;
    trail = [];
  }
}

addEventListener("pointerdown", leave, true);
addEventListener("keydown", leave, true);
addEventListener("focusin", ({ target }) => {
  let one = target as HTMLElement | null;
  if (one?.closest(".toasts")) {
    trail = before;
    return;
  }
  trail = [];
  for (; one !== null && one.id !== "app"; one = one.parentElement) {
    trail.push(one);
  }
});
new MutationObserver(look).observe(document.body, { childList: true,
  subtree: true, attributeFilter: ["disabled"] });
