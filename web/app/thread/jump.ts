/** To a message that is on the page, in place of a way to it. Answers it, or nothing where it is not there. */
export function jumpTo(event: MouseEvent, id: number | undefined): HTMLElement | null {
  const target = document.querySelector<HTMLElement>(`[data-message="${id}"]`);
  if (!target) return null;
  event.preventDefault();
  target.scrollIntoView({ block: 'center', behavior: 'smooth' });
  target.classList.remove('flash');
  requestAnimationFrame(() => target.classList.add('flash'));
  return target;
}
