/** What did not go, or may not have gone: why, and what can be done. */
import { itArrived, sendAgain } from '../data/commands';
import { setDraft } from '../data/drafts';
import { outbox } from '../data/outbox';
import type { Message } from '../data/types';
import { t } from '../data/words';
import { act } from '../keys';
import { Icon } from '../ui/icons';
import { failureWords } from './failure';
import { Partly } from './Partly';

export function Trouble({ message }: { message: Message }) {
  const partly = message.content?.arrived ? <Partly message={message} /> : null;
  if (message.status === 'failed')
    return (
      <span class="state state-bad">
        <Icon name="warn" size="xs" />
        <span>{partly ?? failureWords(message)}</span>
        <button type="button" class="button-link" onClick={() => void again(message)}>
          {t('state.retry')}
        </button>
        {message.id < 0 && (
          <button type="button" class="button-link" onClick={() => void takeBack(message)}>
            {t('state.edit')}
          </button>
        )}
      </span>
    );
  return (
    <span class="state state-bad">
      <Icon name="warn" size="xs" />
      <span>
        {t('state.unconfirmed')} {partly}
      </span>
      <button type="button" class="button-link" onClick={() => void sendAgain(message)}>
        {t('state.sendAgain')}
      </button>
      <button type="button" class="button-link" onClick={() => void itArrived(message)}>
        {t('state.arrived')}
      </button>
    </span>
  );
}

async function again(message: Message): Promise<void> {
  if (message.id < 0 && message.client_id) await outbox.retry(message.client_id);
  else await sendAgain(message);
}
/** Never taken by the server: its words go back into the composer. */
async function takeBack(message: Message): Promise<void> {
  if (!message.client_id) return;
  const entry = await outbox.discard(message.client_id, message.conversation_id);
  if (entry) {
    setDraft(message.conversation_id, entry.note, {
      text: entry.text,
      replyTo: entry.reply_to,
      attachments: [...entry.attachments],
      private: entry.private === true,
    });
    act(entry.note ? 'note' : 'reply');
  }
}
