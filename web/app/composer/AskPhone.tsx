import { clearDraft, draft } from '../data/drafts';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { give } from './post';

/** Sends what is written, or words of its own, with a button that hands over the customer's phone number. */
export function AskPhone({ conversation, disabled }: { conversation: number; disabled: boolean }) {
  const ask = () => {
    const { text, attachments, replyTo } = draft(conversation, false).peek();
    const buttons = [{ title: t('askPhone.key'), ask: 'phone' as const }];
    const words = text.trim() || t('askPhone.words');
    if (give(conversation, false, { text: words, attachments, replyTo, buttons })) clearDraft(conversation, false);
  };
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t('askPhone.label')}
      title={t('askPhone.label')}
      disabled={disabled}
      onClick={ask}
    >
      <Icon name="phone" />
    </button>
  );
}
