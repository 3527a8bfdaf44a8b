/** A sent answer, taken back while it is held: its words are a draft again, before what was begun since. */
import { draft, setDraft } from '../data/drafts';
import { outbox } from '../data/outbox';
import { toast } from '../data/toasts';
import { t } from '../data/words';
import { act } from '../keys';

export async function takeBack(client: string, conversation: number): Promise<void> {
  const entry = await outbox.withdraw(client, conversation);
  if (!entry) {
    toast(t('toast.tooLate'), { bad: true });
    return;
  }
  const begun = draft(conversation, entry.note).peek();
  setDraft(conversation, entry.note, {
    text: [entry.text, begun.text].filter(Boolean).join('\n'),
    replyTo: entry.reply_to ?? begun.replyTo,
    attachments: [...entry.attachments, ...begun.attachments],
    private: entry.private === true || begun.private,
  });
  act('reply');
}
