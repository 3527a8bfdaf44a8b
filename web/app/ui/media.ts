import { signal } from '@preact/signals';

function watch(text: string) {
  const media = globalThis.matchMedia?.(text);
  const made = signal(media?.matches ?? false);
  media?.addEventListener('change', event => {
    made.value = event.matches;
  });
  return made;
}
/** One pane. */
export const phone = watch('(max-width: 819px)');
/** The side panel has no place of its own. */
export const narrow = watch('(max-width: 1179px)');
