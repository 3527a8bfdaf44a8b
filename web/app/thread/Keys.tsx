import type { Message } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import './Keys.css';

interface Key {
  readonly title: string;
  readonly url?: string;
  readonly ask?: string;
}
const isKey = (one: unknown): one is Key => typeof (one as Key | null)?.title === 'string';

/** The buttons that the customer has under the message, to be read only. */
export function Keys({ message }: { message: Message }) {
  const given = message.content?.buttons;
  const keys = Array.isArray(given) ? given.filter(isKey) : [];
  if (!keys.length) return null;
  return (
    <ul class="keys" aria-label={t('content.keys')}>
      {keys.map(key => (
        <li key={key.title} class="cut" title={key.url}>
          {key.ask ? (
            <Icon name={key.ask === 'location' ? 'pin' : 'phone'} size="xs" />
          ) : (
            key.url && <Icon name="globeLink" size="xs" />
          )}
          {key.title}
        </li>
      ))}
    </ul>
  );
}
