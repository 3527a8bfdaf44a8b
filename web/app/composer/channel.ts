import { ms } from '../../shared/time';
import { now } from '../data/clock';
import type { Conversation } from '../data/types';
import { type Key, t } from '../data/words';

const reasons: Readonly<Record<string, Key>> = {
  window_closed: 'cannot.window',
  blocked: 'cannot.blocked',
  blocked_by_contact: 'cannot.blocked',
  contact_blocked: 'cannot.blocked',
  recipient_gone: 'cannot.gone',
  not_found: 'cannot.gone',
  channel_disabled: 'cannot.channel',
  channel_removed: 'cannot.channel',
  paused: 'cannot.channel',
  disconnected: 'cannot.disconnected',
  read_only: 'cannot.readOnly',
};
/** Why nothing can be written to this customer now, in words; null when it can. */
export function cannotReply(item: Conversation): string | null {
  const { allowed, until } = item.can_reply;
  if (until && ms(until) <= now.value) return t('cannot.window');
  if (allowed) return null;
  const key = reasons[item.can_reply.code ?? ''];
  return key ? t(key) : t('cannot.other', { code: item.can_reply.code ?? '' });
}
