/** The screen that the wall hangs on: lit, as a whole, and without a pointer nobody moves. */
import { signal } from '@preact/signals';

/** Whether the browser keeps it from sleeping. */
export const lit = signal(true);
/** The browser takes the lock back with each hiding of the page, and may do so when the battery is low. */
export function keepLit(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const ask = async () => {
    if (over || document.hidden || (lock && !lock.released)) return;
    try {
      // Without a secure address there is none to ask.
      lock = await navigator.wakeLock.request('screen');
      if (over) await lock.release();
      lit.value = true;
    } catch {
      lit.value = false;
    }
  };
  void ask();
  const look = () => void ask();
  document.addEventListener('visibilitychange', look);
  const every = setInterval(look, 60_000);
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', look);
    clearInterval(every);
    void lock?.release();
  };
}

export const canFill = globalThis.document?.fullscreenEnabled ?? false;
export const filled = signal(false);
export function watchFilled(): () => void {
  const look = () => {
    filled.value = document.fullscreenElement !== null;
  };
  look();
  document.addEventListener('fullscreenchange', look);
  return () => {
    document.removeEventListener('fullscreenchange', look);
    leaveFull();
  };
}
/** The whole page, so that a log-in laid over it is seen too. */
export function fill(): void {
  // Refused: it stays as it is, and the browser has said why.
  void document.documentElement.requestFullscreen({ navigationUI: 'hide' }).catch(() => undefined);
}
export function leaveFull(): void {
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}

/** Nobody has touched it for three seconds. */
export const idle = signal(false);
export function watchIdle(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = '';
  const touched = () => {
    idle.value = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      idle.value = true;
    }, 3000);
  };
  const moved = (event: PointerEvent) => {
    // What moves under a resting pointer is told as a move too.
    const place = `${event.screenX} ${event.screenY}`;
    if (place !== at) touched();
    at = place;
  };
  touched();
  document.addEventListener('pointermove', moved);
  document.addEventListener('pointerdown', touched);
  document.addEventListener('keydown', touched);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('pointermove', moved);
    document.removeEventListener('pointerdown', touched);
    document.removeEventListener('keydown', touched);
  };
}

/** Nobody stands there to press "reload". Once for each build, lest an old page that is kept somewhere goes round for ever. */
export function renew(): void {
  const build = document.querySelector<HTMLMetaElement>('meta[name="parley-build"]')?.content ?? '';
  try {
    if (sessionStorage.getItem('parley.wall') === build) return;
    sessionStorage.setItem('parley.wall', build);
  } catch {
    return;
  }
  location.reload();
}
