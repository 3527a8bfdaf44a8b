/** What a composer gives away: into the outbox, held for as long as it may be taken back, and in sight at the thread's end. */
import { serverNow } from '../data/clock';
import { draft } from '../data/drafts';
import { clientId, type More, outbox } from '../data/outbox';
import { undoSend } from '../data/settings';
import { me } from '../data/store/people';
import { openThread, thread } from '../data/store/threads';
import { toast } from '../data/toasts';
import type { Attachment, Message } from '../data/types';
import { t } from '../data/words';
import { takeBack } from './takeBack';

export interface Given {
  readonly text: string;
  readonly attachments: Attachment[];
  readonly replyTo: Message['reply_to'];
  readonly mentions?: readonly number[];
  readonly more?: More;
}

/** False: nobody is signed in any more. `atOnce`: it cannot be taken back. */
export function give(id: number, note: boolean, given: Given, atOnce = false): boolean {
  const user = me.peek();
  if (!user) return false;
  const hold = note || atOnce ? 0 : Number(undoSend.peek()) * 1000;
  const client = clientId();
  void outbox.send({
    client_id: client,
    user_id: user.id,
    conversation_id: id,
    text: given.text,
    attachments: given.attachments,
    reply_to: note ? null : given.replyTo,
    note,
    at: new Date(serverNow()).toISOString(),
    ...(given.mentions?.length ? { mentions: [...given.mentions] } : {}),
    ...(given.more ? { more: given.more } : {}),
    ...(!note && draft(id, false).peek().private ? { private: true as const } : {}),
    ...(hold ? { hold_until: Date.now() + hold } : {}),
  });
  if (hold) {
    toast(t('toast.sending'), {
      action: { label: t('toast.undo'), run: () => void takeBack(client, id), undo: true },
      seconds: hold / 1000,
    });
  }
  const of = thread(id);
  if (of.hasAfter.peek()) {
    of.items.value = of.items.peek().filter(message => message.id < 0);
    of.hasAfter.value = false;
    void openThread(id);
  }
  return true;
}
