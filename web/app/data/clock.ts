/**
 * The time as the page sees it: `second` for what a person watches running, `now` for everything that tells days and
 * minutes. It is the server's time, since waits begin by its clock and a computer's own may be minutes off.
 */
import { signal } from '@preact/signals';

let ahead = 0;
export const serverNow = () => Date.now() + ahead;

export const now = signal(serverNow());
export const second = signal(serverNow());

function tick(most: number): void {
  second.value = serverNow();
  if (Math.abs(second.peek() - now.peek()) >= most) now.value = second.peek();
}
/** What the server's clock shows at this moment. How long the news was on its way is far below what a wait shows. */
export function keepServerTime(time: string): void {
  const told = Date.parse(time);
  if (!Number.isFinite(told)) return;
  ahead = told - Date.now();
  tick(1000);
}

/** A hidden page does not tick. */
export function startClock(): void {
  const look = () => {
    if (!document.hidden) tick(5000);
  };
  setInterval(look, 1000);
  document.addEventListener('visibilitychange', look);
}
