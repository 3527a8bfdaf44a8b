/** The comment that an answer to its writer alone goes to: until when, and whether it has had one. Pure. */
import { ms } from '../../shared/time';
import type { Message } from '../data/types';

export interface Aside {
  readonly until: number;
  readonly used: boolean;
}
/** As the server counts: what came to nothing is none, unless somebody answered at the platform before. */
const counts = ({ status, error }: Message) =>
  (status !== 'failed' && status !== 'canceled') || error?.code === 'answered_privately';

/** Of what is loaded; null: the comment is not. `whole`: nothing follows, so that the last comment is among it. */
export function asideTo(
  items: readonly Message[],
  { quoted, whole, hours }: { quoted: number | undefined; whole: boolean; hours: number },
): Aside | null {
  const last = whole ? items.findLast(one => one.direction === 'inbound') : undefined;
  const comment = quoted === undefined ? last : items.find(one => one.id === quoted);
  if (!comment) return null;
  const used = items.some(one => {
    const { private: alone } = one.content ?? {};
    // The server tells what an answer goes to; until then it is the last one.
    return alone === true && (one.reply_to ?? last)?.id === comment.id && counts(one);
  });
  return { until: ms(comment.sent_at) + hours * 3_600_000, used };
}
