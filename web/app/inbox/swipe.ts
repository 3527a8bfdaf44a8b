/** A row drawn aside by a finger: far enough to the right closes it, to the left puts it off to tomorrow. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { serverNow } from '../data/clock';
import { close, snooze } from '../data/commands';
import { conversation } from '../data/store/conversations';
import { language } from '../data/words';
import { snoozeChoices } from '../thread/snooze';

export const far = 96;
/** Before it is clear whether the finger scrolls or draws. */
const start = 12;

export function useSwipe(id: number) {
  const by = useSignal(0);
  const from = useRef<{ pointer: number; x: number; y: number } | null>(null);
  /** The click that ends a swipe opens nothing. */
  const swiped = useRef(false);
  const can = (dx: number) => {
    const status = conversation(id)?.status;
    return dx > 0 ? status !== 'closed' : status === 'open';
  };
  const end = (event: PointerEvent) => {
    if (from.current?.pointer !== event.pointerId) return;
    const dx = event.type === 'pointerup' ? by.peek() : 0;
    from.current = null;
    by.value = 0;
    if (dx >= far) close(id);
    else if (dx <= -far) {
      const morning = snoozeChoices(new Date(serverNow()), language.value).find(one => one.id === 'tomorrow');
      if (morning) snooze(id, morning.until, morning.words);
    }
  };
  return {
    by,
    swiped,
    hand: {
      onPointerDown: (event: PointerEvent) => {
        swiped.current = false;
        if (event.pointerType !== 'touch' || !event.isPrimary) return;
        from.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY };
      },
      onPointerMove: (event: PointerEvent) => {
        const begun = from.current;
        if (begun?.pointer !== event.pointerId) return;
        const dx = event.clientX - begun.x;
        if (!swiped.current) {
          if (Math.abs(dx) < start || Math.abs(dx) < 1.5 * Math.abs(event.clientY - begun.y)) return;
          swiped.current = true;
          if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
        }
        by.value = can(dx) ? dx : 0;
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
