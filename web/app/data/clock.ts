/** The time as the page sees it: `second` for what a person watches running, `now` for everything that tells days and minutes. */
import { signal } from '@preact/signals';

export const now = signal(Date.now());
export const second = signal(Date.now());

/** A hidden page does not tick. */
export function startClock(): void {
  const tick = () => {
    if (document.hidden) return;
    second.value = Date.now();
    if (second.peek() - now.peek() >= 5000) now.value = second.peek();
  };
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
}
