/** The rows chosen for one act on all of them. */
import { signal } from '@preact/signals';

/** While many are changed: how many of how many. */
export const progress = signal<{ readonly done: number; readonly all: number } | null>(null);
export const chosen = signal<ReadonlySet<number>>(new Set());
/** The list they are chosen from, in its order. */
export const shownIds = signal<readonly number[]>([]);
/** From where Shift reaches. */
let anchor: number | null = null;

export function choose(id: number, on = !chosen.peek().has(id)): void {
  const next = new Set(chosen.peek());
  if (on) next.add(id);
  else next.delete(id);
  anchor = id;
  chosen.value = next;
}
/** All from the one chosen last to this one, as they stand in the list. */
export function reach(id: number, ids: readonly number[]): void {
  const from = anchor === null ? -1 : ids.indexOf(anchor);
  const to = ids.indexOf(id);
  if (from < 0 || to < 0) {
    choose(id, true);
    return;
  }
  chosen.value = new Set([...chosen.peek(), ...ids.slice(Math.min(from, to), Math.max(from, to) + 1)]);
}
export function chooseAll(ids: readonly number[]): void {
  chosen.value = new Set(ids);
}
export function chooseNone(): void {
  anchor = null;
  if (chosen.peek().size) chosen.value = new Set();
}
