import type { Message } from '../data/types';
import { type Key, t } from '../data/words';

/** The platform's refusal in plain words with the next best act; its own words where we have none. */
const known: Readonly<Record<string, Key>> = {
  window_closed: 'failure.window',
  blocked: 'failure.blocked',
  blocked_by_contact: 'failure.blocked',
  recipient_gone: 'failure.gone',
  not_found: 'failure.gone',
  too_large: 'failure.large',
  file_too_big: 'failure.large',
  unsupported: 'failure.kind',
  rate_limited: 'failure.rate',
  unauthorized: 'failure.channel',
  channel_disabled: 'failure.channel',
  waited_too_long: 'failure.waited',
};

export function failureWords(message: Message): string {
  const error = message.error;
  if (!error) return t('failure.unknown');
  const key = known[error.code];
  return key
    ? t(key)
    : error.message
      ? t('failure.reason', { reason: error.message })
      : t('failure.code', { code: error.code });
}
