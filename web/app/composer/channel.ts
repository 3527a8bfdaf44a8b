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
  if (item.can_reply.allowed) return null;
  const key = reasons[item.can_reply.code ?? ''];
  return key ? t(key) : t('cannot.other', { code: item.can_reply.code ?? '' });
}
