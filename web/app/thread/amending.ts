/** Changing and taking back what was sent: when it can be done, and the one message it is being done to. */
import { signal } from '@preact/signals';
import { tooLong } from '../composer/length';
import { conversation } from '../data/store/conversations';
import { me } from '../data/store/people';
import { thread } from '../data/store/threads';
import type { Conversation, Message } from '../data/types';

export interface Amending {
  readonly message: Message;
  readonly act: 'edit' | 'delete';
}
export const amending = signal<Amending | null>(null);

/** The server decides in the end; this is what is worth offering. Pure but for who is signed in. */
export function canAmend(message: Message, can: Conversation['channel_can']): { edit: boolean; remove: boolean } {
  const user = me.value;
  const none = { edit: false, remove: false };
  if (!user || message.id < 0 || message.deleted_at || message.author.type !== 'operator') return none;
  if (message.author.id !== user.id && user.role === 'operator') return none;
  if (message.note) return { edit: true, remove: true };
  switch (message.status) {
    case 'queued':
      return { edit: true, remove: true };
    case 'failed':
      return { edit: false, remove: true };
    case 'sending':
    case 'sent':
    case 'delivered':
    case 'read': {
      if (!can) return none;
      const files = message.attachments.length;
      const parts = can.splits && tooLong(message.text, files, can);
      // Of what went out before all its parts were kept by name, only the first could be taken back.
      const whole = !(parts || (can.splits && files > 1)) || message.content?.parts !== undefined;
      return { edit: can.edits && !parts, remove: can.removes && whole };
    }
    default:
      return none;
  }
}

/** The emoji that can be put on it; none where the customer does not have it, or the channel has no reactions. */
export function canReact(message: Message, can: Conversation['channel_can']): readonly string[] {
  const there = message.direction === 'inbound' || ['sent', 'delivered', 'read'].includes(message.status);
  return can && there && message.kind !== 'interaction' && message.id > 0 && !message.note && !message.deleted_at
    ? can.reactions
    : [];
}

/** Opens one's own last answer (or note) of those shown, if it can be changed still. */
export function editLast(id: number, note: boolean): boolean {
  const last = thread(id)
    .items.peek()
    .findLast(item => item.note === note && item.author.type === 'operator' && item.author.id === me.peek()?.id);
  if (!last || !canAmend(last, conversation(id)?.channel_can).edit) return false;
  amending.value = { message: last, act: 'edit' };
  return true;
}
