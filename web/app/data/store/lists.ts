/** The loaded lists: ids in order, a page at a time. Rows under the pointer do not move: changes of order wait. */
import { batch, type Signal, signal } from '@preact/signals';
import { ApiError, get, query, session } from '../api';
import { queueOrder } from '../settings';
import type { Conversation, Counts, Page } from '../types';
import { conversation, keep } from './conversations';
import { type Filter, fits, noFilter, writeFilter } from './filter';
import { lastSeq } from './seq';
import { belongs, compare, isQueue, mentioned, type Order, orderOf, place, savedViews, type View } from './views';

export interface List {
  readonly view: View;
  readonly filter: Filter;
  readonly ids: Signal<readonly number[]>;
  /** Undefined before the first page, null when there is nothing further. */
  readonly cursor: Signal<string | null | undefined>;
  readonly loading: Signal<boolean>;
  readonly error: Signal<ApiError | null>;
  /** New rows that wait because the list is being read. */
  readonly waiting: Signal<readonly number[]>;
  held: boolean;
  askedAt: number;
  /** Changed while a page is under way, which may be older than that. */
  readonly told: Set<number>;
  /** The page under way may miss what no event told: it is asked for once more. */
  stale: boolean;
}
const lists = new Map<string, List>();
export const counts = signal<Counts | null>(null);

export function list(view: View, filter: Filter = noFilter): List {
  const key = `${view}?${writeFilter(filter)}`;
  let found = lists.get(key);
  if (!found) {
    found = {
      view,
      filter,
      ids: signal([]),
      cursor: signal(undefined),
      loading: signal(false),
      error: signal(null),
      waiting: signal([]),
      held: false,
      askedAt: -1,
      told: new Set(),
      stale: false,
    };
    lists.set(key, found);
  }
  return found;
}
/** A narrowed list is not kept up to date once it is left. */
export function dropList(of: List): void {
  if (of.filter !== noFilter) lists.delete(`${of.view}?${writeFilter(of.filter)}`);
}
const one = (of: View | List) => (typeof of === 'string' ? list(of) : of);
const me = () => session.peek()?.user.id ?? 0;
const isIn = (of: List, item: Conversation) => belongs(of.view, item, me()) && fits(of.filter, item, me());
const orderNow = (view: View) => orderOf(view, queueOrder.peek());

/** The next page, or with `fresh` the first one again in place of what stands. */
export async function loadMore(which: View | List, fresh = false): Promise<void> {
  const of = one(which);
  const view = of.view;
  if (of.loading.peek() || (!fresh && of.cursor.peek() === null)) return;
  of.loading.value = true;
  of.stale = false;
  of.told.clear();
  const seq = lastSeq();
  const sort = orderNow(view);
  if (fresh) of.askedAt = seq;
  let short = false;
  try {
    const cursor = fresh ? undefined : of.cursor.peek();
    const page = await get<Page<Conversation>>(
      `/conversations${query({ view, sort, ...of.filter, limit: 200, cursor })}`,
    );
    batch(() => {
      if (view === 'mentions') mentioned.value = new Set([...mentioned.peek(), ...page.items.map(item => item.id)]);
      const kept = page.items.map(item => keep(item, seq)).filter(item => isIn(of, item));
      const old = fresh ? [] : of.ids.peek();
      const seen = new Set(old);
      const joined = [...old, ...kept.map(item => item.id).filter(id => !seen.has(id))];
      of.ids.value = sorted(of.view, joined);
      of.cursor.value = page.next_cursor;
      for (const id of of.told) {
        const item = conversation(id);
        if (item && isIn(of, item)) comeIn(of, item);
      }
      // A filter that fits few: the server looked as long as it may, and goes on from there when asked.
      short = page.next_cursor !== null && page.next_cursor !== cursor && page.items.length < 30;
      of.error.value = null;
      if (fresh) of.waiting.value = [];
    });
  } catch (error) {
    if (error instanceof ApiError) of.error.value = error;
    else throw error;
  } finally {
    of.loading.value = false;
  }
  // Chosen otherwise meanwhile: this page was of the old order.
  if (of.stale || sort !== orderNow(view)) await loadMore(of, true);
  else if (short && [...lists.values()].includes(of)) await loadMore(of);
}

export function setQueueOrder(order: Order): void {
  batch(() => {
    queueOrder.value = order;
    for (const of of lists.values()) if (isQueue(of.view)) of.ids.value = sorted(of.view, of.ids.peek());
  });
  for (const of of lists.values()) if (isQueue(of.view) && of.cursor.peek()) void loadMore(of, true);
}

function sorted(view: View, ids: readonly number[]): readonly number[] {
  const order = orderNow(view);
  return [...ids].sort((a, b) => {
    const left = conversation(a);
    const right = conversation(b);
    return left && right ? compare(order, left, right) : 0;
  });
}

/** After a change of one conversation: every list takes it in, moves it or lets it go. */
export function placeEverywhere(changed: Conversation): void {
  for (const of of lists.values()) {
    if (of.loading.peek()) of.told.add(changed.id);
    if (of.cursor.peek() === undefined) continue;
    const ids = of.ids.peek();
    const here = ids.includes(changed.id);
    const wanted = isIn(of, changed);
    if (of.held && wanted) {
      if (!here && !of.waiting.peek().includes(changed.id)) of.waiting.value = [...of.waiting.peek(), changed.id];
      continue;
    }
    if (!wanted && of.waiting.peek().includes(changed.id)) {
      of.waiting.value = of.waiting.peek().filter(id => id !== changed.id);
    }
    if (wanted) comeIn(of, changed);
    else of.ids.value = place(ids, changed, false, orderNow(of.view), conversation);
  }
}
/** It takes its place, unless that is below what is loaded. */
function comeIn(of: List, item: Conversation): void {
  const ids = of.ids.peek();
  if (!ids.includes(item.id) && beyondLoaded(of, item)) return;
  of.ids.value = place(ids, item, true, orderNow(of.view), conversation);
}

/** It belongs below the last loaded row: its own page brings it. */
function beyondLoaded(of: List, changed: Conversation): boolean {
  const last = conversation(of.ids.peek().at(-1) ?? 0);
  return of.cursor.peek() !== null && last !== undefined && compare(orderNow(of.view), changed, last) > 0;
}

export function hold(which: View | List, held: boolean): void {
  const of = one(which);
  if (of.held === held) return;
  of.held = held;
  if (!held) release(of);
}
/** The waiting rows come in and everything takes its place. */
export function release(which: View | List): void {
  const of = one(which);
  batch(() => {
    const fresh = of.waiting.peek().filter(id => {
      const item = conversation(id);
      return item && isIn(of, item);
    });
    const next = sorted(of.view, [...new Set([...of.ids.peek(), ...fresh])]);
    if (next.some((id, i) => id !== of.ids.peek()[i]) || next.length !== of.ids.peek().length) of.ids.value = next;
    if (of.waiting.peek().length) of.waiting.value = [];
  });
}

/** Lists asked for before `seq` may lack what happened between: they are read again, in place. */
export function refreshLists(seq: number): void {
  for (const of of lists.values()) if (of.askedAt < seq) readAgain(of);
  countSoon(0);
}
/** Rows may say something else than they did, such as a tag under its new name. */
export function refreshAll(): void {
  for (const of of lists.values()) readAgain(of);
}
function readAgain(of: List): void {
  if (of.loading.peek()) of.stale = true;
  else if (of.cursor.peek() !== undefined) void loadMore(of, true);
}

/** What failed to load while there was no line, or no session, is asked for once more. */
export function retryLists(): void {
  for (const of of lists.values()) if (of.error.peek()) void loadMore(of, of.cursor.peek() === undefined);
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** Counts come from the server; a burst of events asks once. */
export function countSoon(delay = 300): void {
  if (timer) return;
  timer = setTimeout(async () => {
    timer = undefined;
    try {
      counts.value = await get<Counts>('/conversations/counts');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }, delay);
}

export function forgetLists(): void {
  clearTimeout(timer);
  timer = undefined;
  lists.clear();
  counts.value = null;
  mentioned.value = new Set();
  savedViews.value = [];
}
