import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { moment, ms } from '../../shared/time';
import { ApiError, get } from '../data/api';
import { now } from '../data/clock';
import { sayError } from '../data/commands';
import type { Message, MessageWords } from '../data/types';
import { language, t } from '../data/words';
import { LinkedText } from '../ui/Text';
import './Earlier.css';

/** What a message said before it was given other words, or before it was deleted. */
export function Earlier({ message }: { message: Message }) {
  const asked = useSignal<MessageWords | null>(null);
  const trouble = useSignal('');
  const gone = message.deleted_at !== null;
  const load = async () => {
    trouble.value = '';
    try {
      asked.value = await get<MessageWords>(`/conversations/${message.conversation_id}/messages/${message.id}/words`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value = sayError(error);
    }
  };
  // What was deleted does not come with the thread.
  useEffect(() => {
    if (gone) void load();
  }, [gone]);
  const before = (gone ? asked.value?.before : message.content?.before) as MessageWords['before'] | undefined;
  const last = gone ? asked.value : null;
  if (trouble.value) {
    return (
      <p class="earlier" role="alert">
        {t('earlier.failed', { why: trouble.value })}{' '}
        <button type="button" class="button-link" onClick={() => void load()}>
          {t('earlier.again')}
        </button>
      </p>
    );
  }
  if (!before) return null;
  return (
    <ol class={`earlier ${message.direction === 'outbound' ? 'earlier-out' : ''}`} aria-label={t('earlier.label')}>
      {before.map(one => (
        <li key={one.until}>
          <time dateTime={one.until}>
            {t('earlier.until', { time: moment(ms(one.until), now.value, language.value) })}
          </time>
          <span class="text">
            <LinkedText text={one.text} />
            {one.files?.map(file => (
              <a
                key={file.id}
                class="earlier-file"
                href={`/api/v1/attachments/${file.id}`}
                target="_blank"
                rel="noopener"
              >
                {file.name}
              </a>
            ))}
          </span>
        </li>
      ))}
      {last && (
        <li>
          {before.length > 0 && <time>{t('earlier.last')}</time>}
          <span class="text">
            {last.text ? <LinkedText text={last.text} /> : !last.attachments.length && t('earlier.none')}
            {last.attachments.map(file => (
              <a key={file.id} class="earlier-file" href={file.url ?? undefined} target="_blank" rel="noopener">
                {file.name}
              </a>
            ))}
          </span>
        </li>
      )}
    </ol>
  );
}
