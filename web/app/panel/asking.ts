/** Lists of a contact that are asked for when they are looked at, and live from then on. */
import { effect, type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, get, query, session } from '../data/api';
import { conversation } from '../data/store/conversations';
import { onEvent } from '../data/store/events';
import type { Message, Page } from '../data/types';

export interface Asked<T> {
  /** Undefined before the first answer. */
  readonly items: Signal<readonly T[] | undefined>;
  readonly next: Signal<string | null>;
  readonly error: Signal<ApiError | null>;
}
/** What was seen of the last contacts: painted at once when they are opened again, and asked for anew. */
const kept = new Map<string, Asked<unknown>>();
const mostKept = 60;

/** What is known of it, asked for or not. */
export function asked<T>(path: string): Asked<T> {
  let found = kept.get(path);
  if (!found) {
    found = { items: signal(undefined), next: signal(null), error: signal(null) };
    kept.set(path, found);
    const oldest = kept.keys().next();
    if (kept.size > mostKept && !oldest.done) kept.delete(oldest.value);
  }
  return found as Asked<T>;
}
effect(() => {
  if (!session.value) kept.clear();
});

/** A held J passes many contacts: only the one it rests on is asked about. */
const rest = 150;

export function useAsked<T>(path: string, wanted: boolean): Asked<T> {
  const of = asked<T>(path);
  useEffect(() => {
    if (!wanted) return undefined;
    const timer = setTimeout(() => void ask(path, of), rest);
    return () => clearTimeout(timer);
  }, [path, wanted]);
  return of;
}

/** The first page, or what comes after those that are there. */
export async function ask<T>(path: string, of: Asked<T>, further = false): Promise<void> {
  of.error.value = null;
  const cursor = further ? of.next.peek() : null;
  try {
    const page = await get<Page<T>>(`${path}${cursor ? `&${query({ cursor }).slice(1)}` : ''}`);
    of.items.value = further ? [...(of.items.peek() ?? []), ...page.items] : page.items;
    of.next.value = page.next_cursor;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    of.error.value = error;
  }
}

/** What was asked of a contact, once more: it has more or less of everything now. */
export function askAgain(contact: number): void {
  const of = new RegExp(`/contacts/${contact}/|[?&]contact=${contact}(&|$)`);
  for (const [path, list] of kept) if (of.test(path) && list.items.peek()) void ask(path, list);
}

/** Messages of a contact that fit, newest first; what comes, changes or is deleted shows at once. */
export function useMessages(
  contact: number,
  only: 'notes' | 'files',
  wanted: boolean,
  fits: (message: Message) => boolean,
): Asked<Message> {
  const of = useAsked<Message>(path(contact, only), wanted);
  useEffect(
    () =>
      onEvent(event => {
        if (event.type !== 'message.created' && event.type !== 'message.updated') return;
        const message: Message | null = event.data.message;
        const items = of.items.peek();
        if (!message || !items || conversation(message.conversation_id)?.contact.id !== contact) return;
        const others = items.filter(item => item.id !== message.id);
        if (!fits(message) && others.length === items.length) return;
        of.items.value = fits(message) ? [...others, message].sort((a, b) => b.id - a.id) : others;
      }),
    [of],
  );
  return of;
}
export const path = (contact: number, only: 'notes' | 'files') =>
  `/contacts/${contact}/messages${query({ only, limit: 30 })}`;
