/** Puts a popover under its button, or over it where there is no room, inside the window. */
export function placeBelow(element: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const room = window.innerHeight - at.bottom - 8;
  const top = height <= room || at.top < room ? at.bottom + 4 : Math.max(8, at.top - height - 4);
  const left = Math.min(at.left, window.innerWidth - width - 8);
  element.style.top = `${top}px`;
  element.style.left = `${Math.max(8, left)}px`;
}
