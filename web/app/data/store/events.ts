/** One reducer for each kind of event: the only way the server's news gets into the store. */
import { batch } from '@preact/signals';
import type { Message, StoredEvent } from '../types';
import { keep, keepContact, keepLastMessage, keepLead } from './conversations';
import { countSoon, placeEverywhere } from './lists';
import { keepTyping, keepUser, me } from './people';
import { lastSeq, saw } from './seq';
import { takeNews } from './threads';
import { mentioned } from './views';

/** A note that names this person, written by another. */
export function callsOn(message: Message, user: number | undefined): boolean {
  const named = (message.content as { mentions?: { id: number }[] } | null)?.mentions;
  return user !== undefined && message.author.id !== user && !!named?.some(one => one.id === user);
}

type Listener = (event: StoredEvent) => void;
const listeners = new Set<Listener>();
/** For what is not state: sounds, the outbox. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function applyEvent(event: StoredEvent): void {
  // A resumed socket may repeat what was seen; an event counts once.
  if (event.seq <= lastSeq()) return;
  saw(event.seq);
  // What was deleted since comes without its object.
  if (Object.values(event.data ?? {}).some(value => value === null)) return;
  batch(() => {
    switch (event.type) {
      case 'conversation.created':
      case 'conversation.updated':
        placeEverywhere(keep(event.data.conversation, event.seq));
        countSoon();
        break;
      case 'message.created':
        if (callsOn(event.data.message, me.peek()?.id)) {
          mentioned.value = new Set(mentioned.peek()).add(event.data.message.conversation_id);
        }
        // A line of the thread comes alone: what it tells of the conversation follows.
        if (event.data.conversation) placeEverywhere(keep(event.data.conversation, event.seq));
        takeNews(event.data.message, event.seq);
        if (event.data.message.direction === 'inbound') {
          keepTyping(event.data.message.conversation_id, 'contact', null, false);
        }
        countSoon();
        break;
      case 'message.updated':
        keepLastMessage(event.data.message, event.seq);
        takeNews(event.data.message, event.seq);
        break;
      case 'lead.created':
      case 'lead.updated':
        keepLead(event.data.lead, event.seq);
        break;
      case 'contact.updated':
        keepContact(event.data.contact, event.seq);
        break;
      case 'user.updated':
        keepUser(event.data.user);
        break;
      default:
        break;
    }
  });
  for (const listener of listeners) listener(event);
}
