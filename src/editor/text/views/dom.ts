// Elements for node views.  Properties only: nothing is parsed.
export function el<K extends keyof HTMLElementTagNameMap>(name: K,
    props: Partial<HTMLElementTagNameMap[K]> & { class?: string } = {},
    ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const dom = document.createElement(name);
  const { class: className, ...rest } = props as Record<string, unknown>;
  Object.assign(dom, rest);
  if (className !== undefined) {
    dom.className = String(className);
  }
  dom.append(...children);
  return dom;
}

let count = 0;

// A field with its label, in a block.
export function labelled(label: string, input: HTMLElement): HTMLElement {
  input.id = `block-field-${++count}`;
  return el("span", { class: "block-field" },
    el("label", { htmlFor: input.id }, label), input);
}
