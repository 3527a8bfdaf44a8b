/** Tells of what happens while one looks elsewhere: a tone and the browser's notice, by one tab, once for a conversation. */
import { serverNow } from './clock';
import { quietHours } from './preferences';
import { isQuiet } from './quiet';
import { notices, sound, volume } from './settings';
import { conversation } from './store/conversations';
import { callsOn, onEvent } from './store/events';
import { me } from './store/people';
import type { Message, StoredEvent } from './types';
import { t } from './words';

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

/** Why this message is worth a word; null when it is not. */
function reason(message: Message): 'new' | 'mention' | null {
  const mine = me.peek()?.id;
  if (callsOn(message, mine)) return 'mention';
  if (message.direction !== 'inbound' || message.kind === 'activity') return null;
  const assignee = conversation(message.conversation_id)?.assignee?.id;
  return assignee === undefined || assignee === mine ? 'new' : null;
}

let audio: AudioContext | undefined;
/** Two soft notes; a mention goes up, a customer's message down. */
export function tone(kind: 'new' | 'mention'): void {
  // By the square, as ears hear it; at the usual 60 of 100 it is soft.
  const loud = (volume.peek() / 100) ** 2 / 3;
  if (!loud) return;
  try {
    audio ??= new AudioContext();
    void audio.resume();
    const notes = kind === 'mention' ? [660, 880] : [784, 587];
    notes.forEach((frequency, i) => {
      const at = audio!.currentTime + i * 0.13;
      const note = audio!.createOscillator();
      const gain = audio!.createGain();
      note.type = 'sine';
      note.frequency.value = frequency;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(loud, at + 0.012);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.28);
      note.connect(gain).connect(audio!.destination);
      note.start(at);
      note.stop(at + 0.3);
    });
  } catch {
    // No sound here: the title tells.
  }
}

function show(message: Message): void {
  if (notices.peek() !== 'on' || globalThis.Notification?.permission !== 'granted') return;
  const item = conversation(message.conversation_id);
  const name = item?.contact.name ?? '';
  const title = message.author.type === 'operator' ? `${message.author.name ?? ''}: ${name}` : name;
  const text = message.text || (message.kind === 'activity' ? '' : t(`kind.${message.kind}`));
  const notice = new Notification(title, {
    body: text.slice(0, 160),
    tag: `parley.${message.conversation_id}`,
    silent: true,
  });
  notice.onclick = () => {
    window.focus();
    history.pushState(null, '', `/inbox/all/${message.conversation_id}`);
    notice.close();
  };
  shown.set(message.conversation_id, notice);
}

function take(event: StoredEvent): void {
  if (event.type === 'conversation.updated' && event.data.conversation.unread === 0) {
    // Read, here or anywhere.
    shown.get(event.data.conversation.id)?.close();
    shown.delete(event.data.conversation.id);
  }
  if (event.type !== 'message.created' || !speaks()) return;
  const why = reason(event.data.message);
  if (!why || inSight(event.data.message.conversation_id)) return;
  // What is read again after a break is no news.
  if (serverNow() - Date.parse(event.at) > 60_000) return;
  if (isQuiet(quietHours.peek(), new Date())) return;
  if (sound.peek() === 'on') tone(why);
  show(event.data.message);
}

let started = false;
export function start(): void {
  if (started) return;
  started = true;
  lead();
  onEvent(take);
}

/** By a click only: a browser that is asked without one says no for good. */
export async function turnOnNotices(): Promise<boolean> {
  if (!globalThis.Notification) return false;
  const granted = (await Notification.requestPermission()) === 'granted';
  notices.value = granted ? 'on' : 'off';
  return granted;
}
