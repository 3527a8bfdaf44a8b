/** All tags there are: asked for when a menu shows them, and again when they change. */
import { signal } from '@preact/signals';
import { get } from '../api';
import type { Page, Tag } from '../types';
import { onEvent } from './events';
import { refreshAll } from './lists';

export const tags = signal<readonly Tag[] | null>(null);

export async function loadTags(): Promise<void> {
  tags.value = (await get<Page<Tag>>('/tags')).items;
}
onEvent(event => {
  if (event.type !== 'tags.updated') return;
  if (tags.peek()) void loadTags().catch(() => undefined);
  // A renamed or deleted one stands on rows.
  refreshAll();
});
