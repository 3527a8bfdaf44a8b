/** What stands in a thread, in order: day marks, the unread line, folded activity, messages in groups. Pure. */
import { daysAgo, ms } from '../../shared/time';
import type { Message } from '../data/types';

export type ThreadRow =
  | { readonly type: 'day'; readonly key: string; readonly time: number }
  | { readonly type: 'unread'; readonly key: string; readonly count: number }
  | { readonly type: 'activity'; readonly key: string; readonly items: readonly Message[] }
  | {
      readonly type: 'message';
      readonly key: string;
      readonly message: Message;
      readonly first: boolean;
      readonly last: boolean;
    };

const together = 5 * 60_000;

function sameGroup(a: Message, b: Message): boolean {
  return (
    a.kind !== 'activity' &&
    b.kind !== 'activity' &&
    a.direction === b.direction &&
    a.note === b.note &&
    a.author.type === b.author.type &&
    a.author.id === b.author.id &&
    a.author.name === b.author.name &&
    Math.abs(ms(b.sent_at) - ms(a.sent_at)) < together &&
    daysAgo(ms(a.sent_at), ms(b.sent_at)) === 0
  );
}

/** A stored message keeps the key its local form had, so that the bubble does not blink. */
export function keyOf(message: Message): string {
  return message.client_id ? `c${message.client_id}` : `m${message.id}`;
}

export function threadRows(items: readonly Message[], unreadFrom: number | null): ThreadRow[] {
  const rows: ThreadRow[] = [];
  let day: number | undefined;
  for (let i = 0; i < items.length; i++) {
    const message = items[i]!;
    const time = ms(message.sent_at);
    if (day === undefined || daysAgo(day, time) !== 0) {
      rows.push({ type: 'day', key: `d${message.id}`, time });
      day = time;
    }
    if (unreadFrom !== null && message.id === unreadFrom) {
      const count = items.slice(i).filter(item => item.direction === 'inbound' && item.kind !== 'activity').length;
      rows.push({ type: 'unread', key: 'unread', count });
    }
    if (message.kind === 'activity') {
      const above = rows.at(-1);
      if (above?.type === 'activity') {
        rows[rows.length - 1] = { ...above, items: [...above.items, message] };
      } else rows.push({ type: 'activity', key: `a${message.id}`, items: [message] });
      continue;
    }
    const before = items[i - 1];
    const after = items[i + 1];
    const breaks = rows.at(-1)?.type !== 'message';
    rows.push({
      type: 'message',
      key: keyOf(message),
      message,
      first: breaks || !before || !sameGroup(before, message),
      last: !after || !sameGroup(message, after) || after.id === unreadFrom,
    });
  }
  return rows;
}
