/** How many steps of the first run are left; null where nobody asked, or nobody may. */
import { signal } from '@preact/signals';
import { ApiError, get, session } from './api';

export const setupLeft = signal<number | null>(null);

/** That channels need mending, in words, for who may mend them (data/amiss.ts). */
export const amissMark = signal('');

export async function lookAtSetup(): Promise<void> {
  setupLeft.value = null;
  if (session.peek()?.user.role !== 'admin') return;
  try {
    setupLeft.value = (await get<{ left: number }>('/guide')).left;
  } catch (error) {
    // It is asked again at the next log-in; nothing waits for it.
    if (!(error instanceof ApiError)) throw error;
  }
}
