/** What lists and reports can be narrowed by, asked for when somebody is about to choose. */
import { signal } from '@preact/signals';
import { get } from '../data/api';
import type { ChannelRef, Named, Page } from '../data/types';
import { channels, teams } from './filterNames';

/** Where leads came from, with how many. */
export const sources = signal<readonly { name: string; count: number }[]>([]);

export async function loadFilters(): Promise<void> {
  await Promise.all([
    get<Page<ChannelRef>>('/channels').then(page => {
      channels.value = new Map(page.items.map(one => [one.id, one]));
    }),
    get<Page<Named>>('/teams').then(page => {
      teams.value = new Map(page.items.map(one => [one.id, one.name]));
    }),
    get<Page<{ name: string; count: number }>>('/conversations/sources').then(page => {
      sources.value = page.items;
    }),
  ]);
}
