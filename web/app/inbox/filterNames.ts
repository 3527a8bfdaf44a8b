/** What a filter's value is called. */
import { signal } from '@preact/signals';
import { get } from '../data/api';
import type { Filter, FilterName } from '../data/store/filter';
import { users } from '../data/store/people';
import { savedViews } from '../data/store/views';
import type { ChannelRef, Page } from '../data/types';
import { t } from '../data/words';

export const channels = signal<ReadonlyMap<number, ChannelRef>>(new Map());
export const teams = signal<ReadonlyMap<number, string>>(new Map());
let asked = false;

/** A filter that came by its address knows the channel's number alone. */
function channelName(id: number): string {
  const known = channels.value.get(id)?.name;
  if (!known && !asked) {
    asked = true;
    get<Page<ChannelRef>>('/channels').then(
      page => {
        channels.value = new Map(page.items.map(one => [one.id, one]));
      },
      () => undefined,
    );
  }
  return known ?? t('filter.channel');
}

export function filterLabel(filter: Filter, name: FilterName): string {
  const value = filter[name] ?? '';
  switch (name) {
    case 'channel':
      return channelName(Number(value));
    case 'team':
      return (
        teams.value.get(Number(value)) ??
        savedViews.value.find(one => one.key === `team-${value}`)?.name ??
        t('filter.team')
      );
    case 'assignee':
      return value === 'none' ? t('assign.nobody') : (users.value.get(Number(value))?.name ?? t('filter.assignee'));
    case 'status':
      return value === 'open' || value === 'snoozed' || value === 'closed' ? t(`status.${value}`) : value;
    default:
      return value;
  }
}
