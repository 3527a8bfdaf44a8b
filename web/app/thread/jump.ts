import { signal } from '@preact/signals';

/** Counts the jumps: the same message may be sought again after scrolling away. */
export const sought = signal(0);

/** To a message that is on the page. Answers it, or nothing where it is not there. */
export function showMessage(id: number | undefined): HTMLElement | null {
  const target = document.querySelector<HTMLElement>(`[data-message="${id}"]`);
  if (!target) return null;
  target.scrollIntoView({ block: 'center', behavior: 'smooth' });
  target.classList.remove('flash');
  requestAnimationFrame(() => target.classList.add('flash'));
  return target;
}
/** The same in place of a way to it. */
export function jumpTo(event: MouseEvent, id: number | undefined): HTMLElement | null {
  const target = showMessage(id);
  if (target) event.preventDefault();
  return target;
}
