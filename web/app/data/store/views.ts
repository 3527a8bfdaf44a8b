/** Which conversations belong to a view, and in which order. */
import { signal } from '@preact/signals';
import type { Conversation, Counts, SavedView } from '../types';
import { type Filter, writeFilter } from './filter';

export type View = keyof Counts | 'closed';
export const views: readonly View[] = ['mine', 'unassigned', 'waiting', 'mentions', 'snoozed', 'all', 'closed'];
export type Order = 'newest' | 'oldest' | 'wait' | 'priority';

export function isView(value: string | undefined): value is View {
  return views.some(view => view === value);
}

/** Lists under a name, those of teams among them, in this person's order. */
export const savedViews = signal<readonly SavedView[]>([]);
/** What this list is called, when it is one of them. */
export function savedAs(view: View, filter: Filter): SavedView | undefined {
  const asked = writeFilter(filter);
  return asked ? savedViews.value.find(one => one.query.view === view && writeFilter(one.query) === asked) : undefined;
}

/** Conversations with a note that calls on me: only the server and its events tell. */
export const mentioned = signal<ReadonlySet<number>>(new Set());

/** Snoozed rows stand in "snoozed" and "all" only; a waiting customer brings a conversation back by itself. */
export function belongs(view: View, conversation: Conversation, me: number): boolean {
  switch (view) {
    case 'mine':
      return conversation.status === 'open' && conversation.assignee?.id === me;
    case 'unassigned':
      return conversation.status === 'open' && conversation.assignee === null;
    case 'waiting':
      return conversation.status === 'open' && conversation.wait !== null;
    case 'mentions':
      return mentioned.peek().has(conversation.id);
    case 'snoozed':
      return conversation.status === 'snoozed';
    case 'all':
      return conversation.status !== 'closed';
    case 'closed':
      return conversation.status === 'closed';
  }
}

/** Views whose order a person chooses; those who wait stand longest wait first, everything else newest first. */
export function isQueue(view: View): boolean {
  return view === 'mine' || view === 'unassigned' || view === 'all';
}
export function orderOf(view: View, queues: Order): Order {
  return isQueue(view) ? queues : view === 'waiting' ? 'wait' : 'newest';
}

/** Negative when `a` stands above `b`. */
export function compare(order: Order, a: Conversation, b: Conversation): number {
  if (order === 'priority' && a.priority !== b.priority) return b.priority - a.priority;
  if (order === 'wait' || order === 'priority') {
    const left = a.wait ? Date.parse(a.wait.opened_at) : Number.MAX_SAFE_INTEGER;
    const right = b.wait ? Date.parse(b.wait.opened_at) : Number.MAX_SAFE_INTEGER;
    if (left !== right) return left - right;
  }
  const left = Date.parse(a.last_activity_at);
  const right = Date.parse(b.last_activity_at);
  const newer = left !== right ? right - left : b.id - a.id;
  return order === 'oldest' ? -newer : newer;
}

/** `ids` with one conversation put where it belongs now, or taken out. The same array when nothing moved. */
export function place(
  ids: readonly number[],
  conversation: Conversation,
  wanted: boolean,
  order: Order,
  known: (id: number) => Conversation | undefined,
): readonly number[] {
  const at = ids.indexOf(conversation.id);
  if (!wanted) {
    return at < 0 ? ids : ids.filter(id => id !== conversation.id);
  }
  const rest = at < 0 ? ids : ids.filter(id => id !== conversation.id);
  let low = 0;
  let high = rest.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = known(rest[middle]!);
    if (other && compare(order, other, conversation) < 0) low = middle + 1;
    else high = middle;
  }
  if (low === at) return ids;
  return [...rest.slice(0, low), conversation.id, ...rest.slice(low)];
}
