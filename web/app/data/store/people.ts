/** Operators, who is online, who looks at what and who is writing. */
import { computed, signal } from '@preact/signals';
import { get, session } from '../api';
import type { Page, Pipeline, Presence, User } from '../types';

export const users = signal<ReadonlyMap<number, User>>(new Map());
export const pipelines = signal<readonly Pipeline[]>([]);
/** conversation → operators who have it open, without me. */
export const viewing = signal<ReadonlyMap<number, readonly number[]>>(new Map());
/** conversation → operator who is writing in it now. */
export const writing = signal<ReadonlyMap<number, number>>(new Map());
/** Conversations whose customer is typing. */
export const typingIn = signal<ReadonlySet<number>>(new Set());

export const me = computed(() => session.value?.user);
export const online = computed(() =>
  [...users.value.values()].filter(user => user.active && user.presence === 'online'),
);

export async function loadPeople(): Promise<void> {
  const [people, lines] = await Promise.all([get<Page<User>>('/users?limit=200'), get<Page<Pipeline>>('/pipelines')]);
  // A frame may have told more lately than the answer.
  users.value = new Map(people.items.map(user => [user.id, { ...user, presence: told.get(user.id) ?? user.presence }]));
  keepOwn();
  pipelines.value = lines.items;
}
/** What the socket last said of each. */
const told = new Map<number, Presence>();

export function keepUser(user: User): void {
  told.set(user.id, user.presence);
  users.value = new Map(users.peek()).set(user.id, user);
  const mine = session.peek();
  if (mine?.user.id === user.id) session.value = { ...mine, user };
}
/** `whole`: those who are not named are offline. */
export function keepPresence(states: readonly { user_id: number; state: Presence }[], whole: boolean): void {
  if (whole) {
    told.clear();
    for (const id of users.peek().keys()) told.set(id, 'offline');
  }
  for (const { user_id, state } of states) told.set(user_id, state);
  const next = new Map(users.peek());
  for (const [id, user] of next) {
    const state = told.get(id) ?? user.presence;
    if (state !== user.presence) next.set(id, { ...user, presence: state });
  }
  users.value = next;
  keepOwn();
}
function keepOwn(): void {
  const mine = session.peek();
  const state = mine && told.get(mine.user.id);
  if (mine && state && state !== mine.user.presence)
    session.value = { ...mine, user: { ...mine.user, presence: state } };
}
export function keepViewing(conversation: number, ids: readonly number[]): void {
  const others = ids.filter(id => id !== session.peek()?.user.id);
  const next = new Map(viewing.peek());
  if (others.length) next.set(conversation, others);
  else next.delete(conversation);
  viewing.value = next;
}

const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** Somebody who stopped without saying so is forgotten after six seconds. */
function forSixSeconds(key: string, on: boolean, undo: () => void): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  if (on) timers.set(key, setTimeout(undo, 6000));
}
export function keepTyping(conversation: number, by: 'contact' | 'operator', user: number | null, on: boolean): void {
  if (by === 'operator') {
    if (user === null || user === session.peek()?.user.id) return;
    const next = new Map(writing.peek());
    if (on) next.set(conversation, user);
    else next.delete(conversation);
    writing.value = next;
  } else {
    const next = new Set(typingIn.peek());
    if (on) next.add(conversation);
    else next.delete(conversation);
    typingIn.value = next;
  }
  forSixSeconds(`${by}:${conversation}`, on, () => keepTyping(conversation, by, user, false));
}
export function forgetPeople(): void {
  told.clear();
  users.value = new Map();
  viewing.value = new Map();
  writing.value = new Map();
  typingIn.value = new Set();
}
