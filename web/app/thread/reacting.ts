/** Putting an emoji on a message: shown at once, sent after, put back with the reason when it is refused. */
import { ApiError, call, remove } from '../data/api';
import { sayError } from '../data/commands';
import { me } from '../data/store/people';
import { lastSeq } from '../data/store/seq';
import { takeAnswer, takeMessage } from '../data/store/threads';
import { toast } from '../data/toasts';
import type { Message, Reaction } from '../data/types';

/** Of the whole team: platforms know one of ours on a message. */
export const isOurs = (one: Reaction) => one.by.type === 'operator';
export const ours = (message: Message) => message.reactions.find(isOurs);

/** The same again takes it away. */
export async function react(message: Message, emoji: string): Promise<void> {
  const before = ours(message);
  const away = before?.emoji === emoji && before.state !== 'removing';
  const user = me.peek();
  if (!user) return;
  const asked = lastSeq();
  const mine: Reaction = away
    ? { ...before, state: 'removing' }
    : {
        emoji,
        by: { type: 'operator', id: user.id, name: user.name },
        at: new Date().toISOString(),
        state: 'sending',
      };
  takeMessage({ ...message, reactions: [mine, ...message.reactions.filter(one => !isOurs(one))] });
  const path = `/conversations/${message.conversation_id}/messages/${message.id}/reaction`;
  try {
    takeAnswer(away ? await remove<Message>(path) : await call<Message>('PUT', path, { emoji }), asked);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    takeAnswer(message, asked);
    toast(sayError(error), { bad: true });
  }
}
