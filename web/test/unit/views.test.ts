import { describe, expect, it } from 'vitest';
import { fits, readFilter, writeFilter } from '../../app/data/store/filter';
import { compare, orderOf, savedAs, savedViews } from '../../app/data/store/views';
import type { SavedView } from '../../app/data/types';
import { aConversation } from './make';

const view = (name: string, query: SavedView['query']): SavedView => ({
  key: `view-${name}`,
  id: 1,
  name,
  scope: 'mine',
  team: null,
  owner: null,
  query,
  editable: true,
});

describe('an order', () => {
  const minutes = (n: number) => new Date(Date.UTC(2026, 10, 26, 12, n)).toISOString();
  const wait = (n: number) => ({ id: n, opened_at: minutes(n), first: true, target_seconds: 300 });
  const all = [
    aConversation({ id: 1, last_activity_at: minutes(1), wait: null, priority: 1 }),
    aConversation({ id: 2, last_activity_at: minutes(2), wait: wait(20), priority: 1 }),
    aConversation({ id: 3, last_activity_at: minutes(3), wait: null, priority: 2 }),
    aConversation({ id: 4, last_activity_at: minutes(4), wait: wait(10), priority: 0 }),
    aConversation({ id: 5, last_activity_at: minutes(0), wait: null, priority: 1 }),
  ];
  const by = (order: Parameters<typeof compare>[0]) => [...all].sort((a, b) => compare(order, a, b)).map(one => one.id);
  it('by priority is that of the server: the highest, then who waits, then the newest', () => {
    expect(by('priority')).toEqual([3, 2, 1, 5, 4]);
  });
  it('may begin at either end of time', () => {
    expect(by('newest')).toEqual([4, 3, 2, 1, 5]);
    expect(by('oldest')).toEqual([5, 1, 2, 3, 4]);
  });
  it('is chosen where work is taken from', () => {
    expect(orderOf('all', 'priority')).toBe('priority');
    expect(orderOf('waiting', 'priority')).toBe('wait');
    expect(orderOf('closed', 'oldest')).toBe('newest');
  });
});

describe('a view', () => {
  it('is known by what it asks for, in whatever order that stands in the address', () => {
    savedViews.value = [view('Hot', { view: 'all', tag: 'hot', team: '5' })];
    expect(savedAs('all', readFilter('?team=5&tag=hot'))?.name).toBe('Hot');
    expect(savedAs('waiting', readFilter('?team=5&tag=hot'))).toBeUndefined();
    expect(savedAs('all', readFilter('?team=5'))).toBeUndefined();
    expect(savedAs('all', {})).toBeUndefined();
    savedViews.value = [];
  });
  it('of a team holds what the team has', () => {
    const filter = readFilter('?team=5');
    expect(writeFilter(filter)).toBe('team=5');
    expect(fits(filter, aConversation({ id: 1, team: { id: 5, name: 'Sales' } }), 1)).toBe(true);
    expect(fits(filter, aConversation({ id: 1, team: { id: 6, name: 'Workshop' } }), 1)).toBe(false);
    expect(fits(filter, aConversation({ id: 1, team: null }), 1)).toBe(false);
  });
});
