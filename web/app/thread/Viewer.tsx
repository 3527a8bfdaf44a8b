import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Attachment } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { kept, type Look, whole, zoomed } from './zoom';

const step = 1.5;
/** From the middle of the screen, where the whole picture has its own. */
const point = (event: MouseEvent) => ({ x: event.clientX - innerWidth / 2, y: event.clientY - innerHeight / 2 });
const middle = { x: 0, y: 0 };

/**
 * One picture over everything. It is zoomed by the wheel, two fingers, a double click or keys, and then moved by hand or arrows;
 * whole, arrows turn to the next. Esc closes and the focus goes back.
 */
export function Viewer({ items, at }: { items: readonly Attachment[]; at: Signal<number | null> }) {
  const element = useRef<HTMLDialogElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  const look = useSignal<Look>(whole);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  useEffect(() => {
    element.current?.showModal();
  }, []);
  const item = items[at.value ?? 0];
  const turn = (by: number) => {
    look.value = whole;
    at.value = ((at.peek() ?? 0) + by + items.length) % items.length;
  };
  const show = (next: Look) => {
    const image = picture.current;
    if (!image) return;
    const size = { width: image.offsetWidth, height: image.offsetHeight };
    look.value = kept(next, size, { width: innerWidth, height: innerHeight });
  };
  const zoom = (factor: number, where = middle) => show(zoomed(look.peek(), factor, where));
  const move = (dx: number, dy: number) => show({ ...look.peek(), x: look.peek().x + dx, y: look.peek().y + dy });

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (event.key === '+' || event.key === '=') zoom(step);
    else if (event.key === '-') zoom(1 / step);
    else if (event.key === '0') show(whole);
    else if (arrow && look.peek().scale > 1) move(-80 * (arrow[0] ?? 0), -80 * (arrow[1] ?? 0));
    else if (arrow?.[0]) turn(arrow[0]);
    else return;
    event.preventDefault();
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    fingers.current.set(event.pointerId, point(event));
    picture.current?.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = point(event);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y);
      if (apart(before) > 0) zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else move(now.x - before.x, now.y - before.y);
    fingers.current.set(event.pointerId, now);
  };
  const onUp = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
  };
  if (!item?.url) return null;
  const { scale, x, y } = look.value;
  return (
    <dialog
      ref={element}
      class="viewer"
      aria-label={item.name}
      onClose={() => {
        at.value = null;
      }}
      onKeyDown={onKey}
      onClick={event => {
        if (event.target === element.current) element.current?.close();
      }}
      onWheel={event => {
        event.preventDefault();
        zoom(1.0015 ** -event.deltaY, point(event));
      }}
    >
      <img
        ref={picture}
        class={scale > 1 ? 'viewer-large' : ''}
        src={item.url}
        alt={item.name}
        draggable={false}
        style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={onUp}
        onDblClick={event => (scale > 1 ? show(whole) : zoom(step * step, point(event)))}
      />
      <div class="viewer-bar">
        <button
          type="button"
          class="icon-button"
          aria-label={t('viewer.smaller')}
          title="-"
          onClick={() => zoom(1 / step)}
        >
          <Icon name="minus" />
        </button>
        <button type="button" class="icon-button" aria-label={t('viewer.larger')} title="+" onClick={() => zoom(step)}>
          <Icon name="plus" />
        </button>
        {items.length > 1 && (
          <>
            <button type="button" class="icon-button" aria-label={t('viewer.previous')} onClick={() => turn(-1)}>
              <Icon name="back" />
            </button>
            <button type="button" class="icon-button" aria-label={t('viewer.next')} onClick={() => turn(1)}>
              <Icon name="forward" />
            </button>
          </>
        )}
        <a class="icon-button" href={item.url} download={item.name} aria-label={t('viewer.download')}>
          <Icon name="download" />
        </a>
        <button type="button" class="icon-button" aria-label={t('ui.close')} onClick={() => element.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
    </dialog>
  );
}
