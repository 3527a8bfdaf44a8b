/** Which picker is open, and under what: one at a time. Their code comes when the first is opened, or before, when nothing else is to do. */
import { signal } from '@preact/signals';

export type PickerKind = 'tags' | 'filter' | 'priority' | 'day';
export const picking = signal<{ readonly kind: PickerKind; readonly anchor: HTMLElement | null } | null>(null);

export function pick(kind: PickerKind, anchor: string | HTMLElement | null = null): void {
  picking.value = {
    kind,
    anchor: typeof anchor === 'string' ? document.querySelector<HTMLElement>(anchor) : anchor,
  };
}
