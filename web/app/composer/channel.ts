import { ms } from '../../shared/time';
import { now } from '../data/clock';
import type { Conversation } from '../data/types';

/** Nothing can be written to this customer now. */
export function cannotReply({ can_reply: { allowed, until } }: Conversation): boolean {
  return !allowed || (until !== null && ms(until) <= now.value);
}
