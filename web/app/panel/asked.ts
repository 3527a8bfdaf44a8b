import { signal } from '@preact/signals';

/** The stages were asked for by their key: the panel comes first, when it is shut. */
export const stagesOpen = signal(false);
