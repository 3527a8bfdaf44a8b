/** One line at the foot: what was done with its undo, or what failed and why. */
import { signal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
  readonly action?: { readonly label: string; readonly run: () => void; readonly undo: boolean };
}
export const toasts = signal<readonly Toast[]>([]);
let next = 1;

export function dismiss(id: number): void {
  toasts.value = toasts.peek().filter(toast => toast.id !== id);
}
export function toast(text: string, options: Partial<Pick<Toast, 'bad' | 'action'>> & { seconds?: number } = {}): void {
  const made: Toast = {
    id: next++,
    text,
    bad: options.bad ?? false,
    ...(options.action ? { action: options.action } : {}),
  };
  toasts.value = [...toasts.peek().slice(-2), made];
  setTimeout(() => dismiss(made.id), (options.seconds ?? (made.bad ? 10 : 6)) * 1000);
}
/** Z: the newest thing that can still be taken back. */
export function undoLast(): void {
  const last = toasts.peek().findLast(item => item.action?.undo);
  if (!last) return;
  dismiss(last.id);
  last.action?.run();
}
