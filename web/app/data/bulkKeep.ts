/** An act on many that is under way, kept in this browser: a page that is left goes on with it when it is opened again. */
import { createStore, del, get as read, set as write } from 'idb-keyval';
import { session } from './api';
import { clientId } from './outbox';
import { bulkLeft } from './settings';
import type { BulkAnswer } from './types';

export type Item = BulkAnswer['items'][number];
export type Body = Readonly<Record<string, unknown>>;
/** One request: the server knows its key, so that a repeat changes nothing and answers the same. */
export interface Step {
  readonly key: string;
  readonly ids: readonly number[];
  readonly body: Body;
}
export interface Kept {
  readonly user: number;
  /** What was asked for, to be made again from its name; none when it takes another back. */
  readonly act: readonly [string, ...unknown[]] | null;
  readonly steps: readonly Step[];
  readonly done: number;
  readonly items: readonly Item[];
}

/** Each person's own. */
const name = () => `act.${session.peek()?.user.id ?? 0}`;
/** Of this tab, through its reloads. */
function tabId(): string {
  try {
    const known = sessionStorage.getItem('parley.tab');
    if (known) return known;
    const made = clientId();
    sessionStorage.setItem('parley.tab', made);
    return made;
  } catch {
    return '';
  }
}
/** Another tab that has not been heard of for so long is gone; what is older than an hour is not gone on with unasked. */
const silence = 15_000;
const longest = 3_600_000;

let store: ReturnType<typeof createStore> | undefined;
const use = () => {
  store ??= createStore('parley-bulk', 'acts');
  return store;
};

export async function keep(kept: Kept): Promise<void> {
  try {
    await write(name(), { ...kept, tab: tabId(), at: Date.now() }, use());
    bulkLeft.value = '1';
  } catch {
    // Blocked storage keeps nothing: the act ends with the page.
  }
}
export async function drop(): Promise<void> {
  bulkLeft.value = '';
  try {
    await del(name(), use());
  } catch {
    // There is none.
  }
}
/** What was left in the middle, if it is this person's; after how long to look again, where another tab may be at it. */
export async function left(): Promise<Kept | number | undefined> {
  try {
    const kept = await read<Kept & { tab: string; at: number }>(name(), use());
    const quiet = Date.now() - (kept?.at ?? 0);
    if (!kept || kept.user !== session.peek()?.user.id || quiet > longest) return undefined;
    return kept.tab === tabId() || quiet > silence ? kept : silence - quiet + 1000;
  } catch {
    return undefined;
  }
}
