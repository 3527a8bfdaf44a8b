import { signal } from '@preact/signals';

/** The side panel laid over the thread, where it has no column of its own. */
export const panelSheet = signal(false);
