import { draft, putDraft, setDraft } from '../data/drafts';
import { t } from '../data/words';
import { Icon } from '../ui/icons';

/** Another device holds other words: both are shown, and the person decides. */
export function OtherDraft({ conversation, note }: { conversation: number; note: boolean }) {
  const mine = draft(conversation, note).value;
  if (!mine.other) return null;
  const other = mine.other;
  return (
    <div class="composer-other" role="status">
      <Icon name="note" size="s" />
      <p>
        <b>{t('composer.otherDraft')}</b> <q>{other.length > 240 ? `${other.slice(0, 240)}…` : other}</q>
      </p>
      <button
        type="button"
        class="button button-outline"
        onClick={() => setDraft(conversation, note, { text: other, other: mine.text || null })}
      >
        {t('composer.useOther')}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t('composer.dropOther')}
        onClick={() => putDraft(conversation, note, { ...mine, other: null })}
      >
        <Icon name="close" size="s" />
      </button>
    </div>
  );
}
