/** Who waits now: the report's answer, kept true by the socket's news. What no event tells, such as people's load, is asked for anew. */
import { batch, computed, effect, signal } from '@preact/signals';
import { ms } from '../../../shared/time';
import { ApiError, get } from '../../data/api';
import { serverNow } from '../../data/clock';
import { lineLost, onLine } from '../../data/socket';
import { conversationSignal, keep } from '../../data/store/conversations';
import { onEvent } from '../../data/store/events';
import { counts } from '../../data/store/lists';
import { lastSeq } from '../../data/store/seq';
import type { Conversation, StoredEvent, Wait, WaitingReport } from '../../data/types';

export type Waiting = Conversation & { wait: Wait };
export type Operator = WaitingReport['operators'][number];

const ids = signal<ReadonlySet<number>>(new Set());
/** Null before the first answer. */
export const operators = signal<readonly Operator[] | null>(null);
export const trouble = signal<ApiError | null>(null);
/** Since when there has been no line. */
export const lostSince = signal<number | null>(null);

/** The longest first. */
export const rows = computed(() => {
  const found: Waiting[] = [];
  for (const id of ids.value) {
    const item = conversationSignal(id)?.value;
    if (item?.wait && item.status === 'open') found.push({ ...item, wait: item.wait });
  }
  return found.sort((a, b) => ms(a.wait.opened_at) - ms(b.wait.opened_at) || a.id - b.id);
});
/** The report names so many at most. */
const most = 200;
export const total = computed(() =>
  rows.value.length < most ? rows.value.length : Math.max(rows.value.length, counts.value?.waiting ?? 0),
);

let following = false;
let loading = false;
let stale = false;
/** Changed while an answer is under way, which may be older than that. */
const told = new Set<number>();
async function load(): Promise<void> {
  stale = loading;
  if (loading || !following) return;
  loading = true;
  told.clear();
  const seq = lastSeq();
  try {
    const report = await get<WaitingReport>('/reports/waiting');
    batch(() => {
      for (const item of report.items) keep(item, seq);
      ids.value = new Set([...report.items.map(item => item.id), ...told]);
      operators.value = report.operators;
      trouble.value = null;
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    trouble.value = error;
  } finally {
    loading = false;
  }
  if (stale) soon();
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** A burst of news asks once. */
function soon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    void load();
  }, 1000);
}
function hear(event: StoredEvent): void {
  const changed = event.data && 'conversation' in event.data ? event.data.conversation : null;
  if (changed) {
    told.add(changed.id);
    if (changed.wait && !ids.peek().has(changed.id)) ids.value = new Set(ids.peek()).add(changed.id);
  }
  if (changed || event.type === 'user.updated') soon();
}

onLine(() => void load());

/** Until the answer is called. */
export function follow(): () => void {
  following = true;
  void load();
  const deaf = onEvent(hear);
  const every = setInterval(() => void load(), 30_000);
  const stop = effect(() => {
    // The line is called lost two seconds after it was.
    lostSince.value = lineLost.value ? (lostSince.peek() ?? serverNow() - 2000) : null;
  });
  return () => {
    following = false;
    deaf();
    clearInterval(every);
    clearTimeout(timer);
    timer = undefined;
    stop();
    lostSince.value = null;
  };
}
