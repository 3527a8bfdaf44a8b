/** Tells of what happens while one looks elsewhere: a tone and the browser's notice, by one tab, once for a conversation. */
import { duration, ms } from '../../shared/time';
import { serverNow } from './clock';
import { quietHours } from './preferences';
import { isQuiet } from './quiet';
import { notices, sound } from './settings';
import { conversation } from './store/conversations';
import { callsOn, onEvent } from './store/events';
import { list } from './store/lists';
import { me } from './store/people';
import { playSoon, type Tone } from './tones';
import type { Message, StoredEvent } from './types';
import { language, t } from './words';

let leads = false;
const shown = new Map<number, Notification>();

/** One tab speaks for all: the next takes over when it goes. */
function lead(): void {
  // Only where the page came safely; elsewhere the tab that is looked at speaks.
  if (!navigator.locks) return;
  void navigator.locks.request('parley.speaker', () => {
    leads = true;
    return new Promise<void>(() => undefined);
  });
}
const speaks = () => (navigator.locks ? leads : !document.hidden);

const inSight = (id: number) =>
  !document.hidden && document.hasFocus() && new RegExp(`/inbox/\\w+/${id}$`).test(location.pathname);

interface Who {
  id: number;
}

/** Why this message is worth a word; null when it is not. */
function reason(message: Message): Tone | null {
  const mine = me.peek()?.id;
  if (mine === undefined) return null;
  if (callsOn(message, mine)) return 'mention';
  if (message.kind === 'activity') {
    const { activity, user, by } = (message.content ?? {}) as { activity?: string; user?: Who; by?: Who };
    return activity === 'assigned' && user?.id === mine && by?.id !== mine ? 'assigned' : null;
  }
  if (message.direction !== 'inbound') return null;
  const assignee = conversation(message.conversation_id)?.assignee?.id;
  return assignee === undefined || assignee === mine ? 'new' : null;
}

const nameOf = (id: number) => conversation(id)?.contact.name ?? '';

function show(id: number, title: string, text: string): void {
  if (notices.peek() !== 'on' || globalThis.Notification?.permission !== 'granted') return;
  const notice = new Notification(title, { body: text.slice(0, 160), tag: `parley.${id}`, silent: true });
  notice.onclick = () => {
    window.focus();
    history.pushState(null, '', `/inbox/all/${id}`);
    notice.close();
  };
  shown.set(id, notice);
}

function showMessage(message: Message): void {
  const id = message.conversation_id;
  if (message.kind === 'activity') show(id, nameOf(id), t('activity.assigned', { user: me.peek()?.name ?? '' }));
  else
    show(
      id,
      message.author.type === 'operator' ? `${message.author.name ?? ''}: ${nameOf(id)}` : nameOf(id),
      message.text || t(`kind.${message.kind}`),
    );
}

/** Nobody is told while it is quiet, and by one tab only. */
const mayTell = () => speaks() && !isQuiet(quietHours.peek(), new Date());

let looked = serverNow();
/** Whose target broke since the last look: a hidden page does not paint, and is the one that must say so. */
function lookForLate(): void {
  const since = looked;
  looked = serverNow();
  if (!mayTell()) return;
  for (const id of list('mine').ids.peek()) {
    const wait = conversation(id)?.wait;
    if (!wait?.target_seconds || inSight(id)) continue;
    const breaks = ms(wait.opened_at) + wait.target_seconds * 1000;
    if (breaks <= since || breaks > looked) continue;
    if (sound.peek() === 'on') playSoon('late');
    show(id, nameOf(id), t('wait.waits', { span: duration(looked - ms(wait.opened_at), language.peek()) }));
  }
}

function take(event: StoredEvent): void {
  if (event.type === 'conversation.updated' && event.data.conversation.unread === 0) {
    // Read, here or anywhere.
    shown.get(event.data.conversation.id)?.close();
    shown.delete(event.data.conversation.id);
  }
  if (event.type !== 'message.created' || !mayTell()) return;
  const why = reason(event.data.message);
  if (!why || inSight(event.data.message.conversation_id)) return;
  // What is read again after a break is no news.
  if (serverNow() - Date.parse(event.at) > 60_000) return;
  if (sound.peek() === 'on') playSoon(why);
  showMessage(event.data.message);
}

let started = false;
export function start(): void {
  if (started) return;
  started = true;
  lead();
  onEvent(take);
  setInterval(lookForLate, 5000);
}

/** By a click only: a browser that is asked without one says no for good. */
export async function turnOnNotices(): Promise<boolean> {
  if (!globalThis.Notification) return false;
  const granted = (await Notification.requestPermission()) === 'granted';
  notices.value = granted ? 'on' : 'off';
  return granted;
}
