/** The time as the live timers see it; one tick for the whole page. */
import { signal } from '@preact/signals';

export const now = signal(Date.now());

/** Every five seconds: a wait is shown in minutes, and a hidden page does not tick. */
export function startClock(): void {
  const tick = () => {
    if (!document.hidden) now.value = Date.now();
  };
  setInterval(tick, 5000);
  document.addEventListener('visibilitychange', tick);
}
