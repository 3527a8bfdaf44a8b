/** Messages of the opened conversations: at most 300 in memory each, a page at a time at both ends. */
import { batch, type Signal, signal } from '@preact/signals';
import { ApiError, get, query } from '../api';
import type { Message } from '../types';
import { lastSeq } from './seq';

export const pageSize = 40;
export const mostMessages = 300;

export interface Thread {
  readonly id: number;
  readonly items: Signal<readonly Message[]>;
  readonly hasBefore: Signal<boolean>;
  readonly hasAfter: Signal<boolean>;
  readonly state: Signal<'new' | 'loading' | 'ready'>;
  readonly error: Signal<ApiError | null>;
  /** First message not read when the thread was opened. */
  readonly unreadFrom: Signal<number | null>;
  readonly typing: Signal<boolean>;
  /** What events told of its messages, the newest of each: an answer asked for before that is older and does not count. */
  readonly news: Map<number, { readonly seq: number; readonly message: Message }>;
  busy: boolean;
  /** A message asked for while another page was under way. */
  next: number | undefined;
}
interface MessagePage {
  items: Message[];
  has_before?: boolean;
  next_cursor: string | null;
}
const threads = new Map<number, Thread>();

export function thread(id: number): Thread {
  let found = threads.get(id);
  if (!found) {
    found = {
      id,
      items: signal([]),
      hasBefore: signal(false),
      hasAfter: signal(false),
      state: signal('new'),
      error: signal(null),
      unreadFrom: signal(null),
      typing: signal(false),
      news: new Map(),
      busy: false,
      next: undefined,
    };
    threads.set(id, found);
  }
  return found;
}
export function openThreads(): Iterable<Thread> {
  return threads.values();
}

/** Newest version wins; local ones (below zero) stand at the end and give way to the stored one with their client id. */
export function mergeMessages(old: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  const byId = new Map<number, Message>();
  for (const message of old) byId.set(message.id, message);
  for (const message of incoming) byId.set(message.id, message);
  const stored = new Set<string>();
  for (const message of byId.values()) if (message.id > 0 && message.client_id) stored.add(message.client_id);
  return [...byId.values()]
    .filter(message => message.id > 0 || !message.client_id || !stored.has(message.client_id))
    .sort((a, b) => (a.id > 0 && b.id > 0 ? a.id - b.id : a.id > 0 ? -1 : b.id > 0 ? 1 : b.id - a.id));
}

/** An event's message. */
export function takeNews(message: Message, seq: number): void {
  const of = threads.get(message.conversation_id);
  if (!of) return;
  of.news.delete(message.id);
  of.news.set(message.id, { seq, message });
  const oldest = of.news.keys().next();
  if (of.news.size > mostMessages && !oldest.done) of.news.delete(oldest.value);
  takeMessage(message);
}
/** An answer's message; `asked`: the last seq known when it was asked for. */
export function takeAnswer(message: Message, asked: number): void {
  const told = threads.get(message.conversation_id)?.news.get(message.id);
  if (told === undefined || told.seq <= asked) takeMessage(message);
}
/** A page as of now: events may have come in while it was under way. `end`: nothing follows the page. */
function asOfNow(of: Thread, items: readonly Message[], asked: number, end: boolean): readonly Message[] {
  const last = items.at(-1)?.id ?? 0;
  const later = [...of.news.values()].filter(({ seq }) => seq > asked).map(({ message }) => message);
  const here = new Set(items.map(item => item.id));
  return mergeMessages(
    items,
    later.filter(message => here.has(message.id) || (end && message.id > last)),
  );
}

/** Only what is inside the loaded window: a message beyond a gap would hide the gap. */
export function takeMessage(message: Message): void {
  const of = threads.get(message.conversation_id);
  if (!of) return;
  const items = of.items.peek();
  const known = items.some(
    item => item.id === message.id || (item.client_id !== null && item.client_id === message.client_id),
  );
  const first = items.find(item => item.id > 0)?.id;
  if (!known && message.id > 0 && (of.state.peek() !== 'ready' || of.hasAfter.peek())) return;
  if (!known && message.id > 0 && first !== undefined && message.id < first) return;
  let next = mergeMessages(items, [message]);
  if (next.length > mostMessages && !known) {
    next = next.slice(next.length - mostMessages);
    of.hasBefore.value = true;
  }
  of.items.value = next;
  if (message.direction === 'inbound') of.typing.value = false;
}
export function dropMessage(conversationId: number, id: number): void {
  const of = threads.get(conversationId);
  if (of) of.items.value = of.items.peek().filter(message => message.id !== id);
}

async function page(id: number, values: Record<string, number>): Promise<MessagePage> {
  return await get<MessagePage>(`/conversations/${id}/messages${query({ limit: pageSize, ...values })}`);
}

function ready(of: Thread): void {
  of.busy = false;
  const next = of.next;
  of.next = undefined;
  if (next !== undefined) void openThread(of.id, next);
}

/** The end of the thread, or with `around` the place of one message. Keeps what only this browser knows. */
export async function openThread(id: number, around?: number): Promise<void> {
  const of = thread(id);
  if (of.busy) {
    of.next = around ?? of.next;
    return;
  }
  of.busy = true;
  if (of.state.peek() === 'new') of.state.value = 'loading';
  const asked = lastSeq();
  try {
    const [before, after] =
      around === undefined
        ? [await page(id, {}), undefined]
        : await Promise.all([page(id, { before: around + 1 }), page(id, { after: around })]);
    batch(() => {
      const local = of.items.peek().filter(message => message.id < 0);
      const stored = of.items.peek().filter(message => message.id > 0);
      const first = before.items[0]?.id ?? 0;
      // What was loaded above stays when it joins without a gap.
      const joins = around === undefined && stored.some(message => message.id >= first) && !of.hasAfter.peek();
      of.hasAfter.value = (after?.items.length ?? 0) >= pageSize;
      const read = asOfNow(of, [...before.items, ...(after?.items ?? [])], asked, !of.hasAfter.peek());
      of.items.value = mergeMessages([...(joins ? stored : []), ...local], read);
      if (!joins) of.hasBefore.value = before.has_before ?? before.items.length >= pageSize;
      of.state.value = 'ready';
      of.error.value = null;
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    of.error.value = error;
  } finally {
    ready(of);
  }
}

export async function loadEarlier(id: number): Promise<void> {
  const of = thread(id);
  const first = of.items.peek().find(message => message.id > 0);
  if (of.busy || !of.hasBefore.peek() || !first) return;
  of.busy = true;
  const asked = lastSeq();
  try {
    const more = await page(id, { before: first.id });
    batch(() => {
      let next = mergeMessages(of.items.peek(), asOfNow(of, more.items, asked, false));
      if (next.length > mostMessages) {
        next = next.slice(0, mostMessages);
        of.hasAfter.value = true;
      }
      of.items.value = next;
      of.hasBefore.value = more.has_before ?? more.items.length >= pageSize;
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  } finally {
    ready(of);
  }
}

export async function loadLater(id: number): Promise<void> {
  const of = thread(id);
  const last = of.items.peek().findLast(message => message.id > 0);
  if (of.busy || !of.hasAfter.peek() || !last) return;
  of.busy = true;
  const asked = lastSeq();
  try {
    const more = await page(id, { after: last.id });
    batch(() => {
      const end = more.items.length < pageSize;
      let next = mergeMessages(of.items.peek(), asOfNow(of, more.items, asked, end));
      if (next.length > mostMessages) {
        next = next.slice(next.length - mostMessages);
        of.hasBefore.value = true;
      }
      of.items.value = next;
      of.hasAfter.value = !end;
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  } finally {
    ready(of);
  }
}

export function forgetThreads(): void {
  threads.clear();
}
