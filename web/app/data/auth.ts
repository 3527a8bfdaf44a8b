/** Signing in and out, and what must be forgotten in between. */
import { batch, signal } from '@preact/signals';
import type { Language } from '../../shared/i18n';
import { ApiError, call, get, patch, post, session, sessionLost } from './api';
import { sayError } from './commands';
import { discardDrafts } from './draftSync';
import { destroyDrafts } from './drafts';
import { outbox } from './outbox';
import { keepPreferences } from './preferences';
import { say, startData, stopSocket } from './socket';
import { forgetConversations } from './store/conversations';
import { forgetLists } from './store/lists';
import { forgetPeople, keepUser } from './store/people';
import { forgetSeq } from './store/seq';
import { forgetThreads } from './store/threads';
import { toast } from './toasts';
import type { Presence, Session, User } from './types';
import { language, useLanguage } from './words';

export async function begin(fresh: Session): Promise<void> {
  const before = session.peek()?.user.id;
  if (before !== undefined && before !== fresh.user.id) forget();
  batch(() => {
    session.value = fresh;
    sessionLost.value = false;
  });
  if (fresh.preferences) keepPreferences(fresh.preferences);
  if (fresh.user.language !== language.peek()) await useLanguage(fresh.user.language);
  void outbox.restore(fresh.user.id);
  startData().catch(error => {
    if (!(error instanceof ApiError)) throw error;
  });
}

/** Is somebody signed in, and is there anybody to sign in as? A dead server is neither: it is asked again. */
export async function firstLook(): Promise<'in' | 'login' | 'setup' | 'down'> {
  try {
    await begin(await get<Session>('/session'));
    return 'in';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 401) return 'down';
    session.value = null;
    return error.body.setup === true ? 'setup' : 'login';
  }
}
export async function signIn(email: string, password: string): Promise<void> {
  await begin(await post<Session>('/session', { email, password }));
}
export interface SetUp {
  token: string;
  company: string;
  name: string;
  email: string;
  password: string;
  language: Language;
}
export async function setUp(answers: SetUp): Promise<void> {
  await begin(await post<Session>('/setup', answers));
}
/** How many answers wait here while their author wants to go; null when nobody asked to. */
export const leaving = signal<number | null>(null);

/** Unsent answers are asked about: they would wait until the same person signs in here again. */
export async function askToSignOut(): Promise<void> {
  const user = session.peek()?.user.id;
  const unsent = user === undefined ? [] : await outbox.unsent(user);
  if (unsent.length) leaving.value = unsent.length;
  else await signOut('keep');
}
/** `destroy` deletes that person's drafts and the answers unsent here; otherwise they are there at the next log-in. */
export async function signOut(words: 'keep' | 'destroy'): Promise<void> {
  const user = session.peek()?.user.id;
  leaving.value = null;
  if (words === 'destroy') await discardDrafts();
  try {
    await call('DELETE', '/session');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 401) {
      toast(sayError(error), { bad: true });
      return;
    }
  }
  forget();
  batch(() => {
    session.value = null;
    // What was still asked while we left may have been refused.
    sessionLost.value = false;
  });
  if (words === 'keep' || user === undefined) return;
  destroyDrafts(user);
  await outbox.destroy(user);
}
function forget(): void {
  stopSocket();
  outbox.leave();
  forgetConversations();
  forgetLists();
  forgetThreads();
  forgetPeople();
  forgetSeq();
}

export async function setLanguage(wanted: Language): Promise<void> {
  await useLanguage(wanted);
  if (session.peek()) await patch<User>('/me', { language: wanted }).then(keepUser, () => undefined);
}
export function setPresence(state: Presence): void {
  const user = session.peek()?.user;
  if (!user) return;
  keepUser({ ...user, presence: state });
  say({ type: 'presence', state });
}
