/** A finger drawn to the left over the thread brings the panel, drawn to the right over the panel it sends it back. */
import { narrow } from '../ui/media';
import { panelSheet } from './panelSheet';

const far = 80;
let from: { x: number; y: number; opens: boolean } | null = null;

/** What is drawn sideways itself, or written in, has the finger for its own. */
function taken(target: Element): boolean {
  if (target.closest('input, textarea, select, [contenteditable], .player')) return true;
  for (let at: Element | null = target; at && !at.matches('.log, .panel'); at = at.parentElement) {
    if (at.scrollWidth > at.clientWidth && getComputedStyle(at).overflowX !== 'visible') return true;
  }
  return false;
}

document.addEventListener(
  'touchstart',
  event => {
    from = null;
    const [finger, second] = event.touches;
    const { target } = event;
    if (!finger || second || !narrow.peek() || !(target instanceof Element) || taken(target)) return;
    const opens = target.closest('.log') !== null;
    if (opens || target.closest('.panel-sheet')) from = { x: finger.clientX, y: finger.clientY, opens };
  },
  { passive: true },
);
document.addEventListener(
  'touchend',
  event => {
    const begun = from;
    const finger = event.changedTouches[0];
    from = null;
    if (!begun || !finger || event.touches.length) return;
    const dx = finger.clientX - begun.x;
    if (Math.abs(dx) < far || Math.abs(dx) < 2 * Math.abs(finger.clientY - begun.y)) return;
    if (begun.opens === dx < 0) panelSheet.value = begun.opens;
  },
  { passive: true },
);
