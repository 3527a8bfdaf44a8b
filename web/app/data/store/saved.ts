/** Views that are kept under a name: read again when they change; their counts follow those of the others. */
import { effect, signal } from '@preact/signals';
import { ApiError, call, get, patch, post, session } from '../api';
import type { Page, SavedView } from '../types';
import { onEvent } from './events';
import { type Filter, writeFilter } from './filter';
import { counts } from './lists';
import { savedViews, type View } from './views';

export interface ViewCount {
  key: string;
  count: number | null;
  more: boolean;
}
export const viewCounts = signal<ReadonlyMap<string, ViewCount>>(new Map());

export const addressOf = (view: SavedView) => {
  const filter = writeFilter(view.query);
  return `/inbox/${view.query.view ?? 'all'}${filter ? `?${filter}` : ''}`;
};

let asked = 0;
export async function loadViews(): Promise<void> {
  const mine = ++asked;
  const page = await get<Page<SavedView>>('/views');
  if (mine === asked) savedViews.value = page.items;
}

// The server's counts are up to a second old: asked for later than that after the last news, they are right.
const pause = 1200;
let counting = false;
let news = 0;
function countSoon(): void {
  news = Date.now();
  if (counting) return;
  counting = true;
  setTimeout(count, pause);
}
async function count(): Promise<void> {
  counting = Date.now() - news < pause - 100;
  if (counting) setTimeout(count, pause);
  if (!session.peek()) return;
  try {
    viewCounts.value = new Map((await get<Page<ViewCount>>('/views/counts')).items.map(one => [one.key, one]));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

let started = false;
let loaded = false;
export function startViews(): void {
  if (started) return;
  started = true;
  const load = () => {
    loadViews().then(count, () => undefined);
  };
  onEvent(event => {
    if (event.type === 'views.updated') load();
  });
  // Whenever those are counted anew, something happened, or the line is back.
  effect(() => {
    if (!counts.value) {
      // Signed out: the next person has others.
      loaded = false;
      viewCounts.value = new Map();
    } else if (loaded) countSoon();
    else {
      loaded = true;
      load();
    }
  });
}

export type ViewChange = { name: string; scope: SavedView['scope']; team_id: number | null };
export async function saveView(change: ViewChange, view: View, filter: Filter, known?: SavedView): Promise<void> {
  const body = { ...change, query: { view, ...filter } };
  if (known?.id) await patch(`/views/${known.id}`, body);
  else await post('/views', body);
  await loadViews();
  void count();
}
export async function changeView(known: SavedView, change: ViewChange): Promise<void> {
  await patch(`/views/${known.id}`, change);
  await loadViews();
}
export async function deleteView(known: SavedView): Promise<void> {
  await call('DELETE', `/views/${known.id}`);
  await loadViews();
}
/** Shown at once; what the server says stands. */
export async function orderViews(views: readonly SavedView[]): Promise<void> {
  asked++;
  savedViews.value = views;
  try {
    await post('/views/order', { keys: views.map(one => one.key) });
  } finally {
    await loadViews();
  }
}
