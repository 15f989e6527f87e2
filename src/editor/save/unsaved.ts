// Texts that the server has not got yet, for who cannot save any more.
import { computed, signal } from "@preact/signals";
import { user } from "../api/client.ts";

interface Written {
  text: () => string;
}

interface Of {
  one: Written;
  by: number | undefined;
}

const all = signal<readonly Of[]>([]);

export function mark(one: Written, isSaved: boolean): void {
  const others = all.peek().filter((each) => each.one !== one);
  all.value = isSaved ? others : [...others,
    { one, by: user.peek()?.id }];
}

// Of who is signed in, or was; null: the server has all.
export const unsaved = computed(() => {
  const own = all.value.filter(({ by }) => by === user.value?.id);
  return own.length === 0 ? null
    : () => own.map(({ one }) => one.text()).join("\n\n\n");
});
