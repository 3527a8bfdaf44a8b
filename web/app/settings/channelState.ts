/** How a channel is doing, in words, and what to do when it is not well. */
import { now } from '../data/clock';
import { language } from '../data/words';
import type { Channel } from './types';
import { s } from './words';

/** "2 min ago", "yesterday"; units without their point, as everywhere. */
export function ago(time: string): string {
  const seconds = Math.max(0, (now.value - Date.parse(time)) / 1000);
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto', style: 'short' });
  const since = (count: number, unit: 'minute' | 'hour' | 'day') =>
    format.format(-Math.round(count), unit).replace('.', '');
  if (seconds < 60) return s('channels.now');
  if (seconds < 3600) return since(seconds / 60, 'minute');
  if (seconds < 86_400) return since(seconds / 3600, 'hour');
  return since(seconds / 86_400, 'day');
}

export interface State {
  readonly words: string;
  readonly tone: 'good' | 'quiet' | 'bad';
}
export function stateOf(channel: Channel): State {
  if (!channel.enabled) return { words: s('channels.isPaused'), tone: 'quiet' };
  if (channel.state === 'degraded' || channel.state === 'paused') return { words: s('channels.isBad'), tone: 'bad' };
  if (channel.last_received_at)
    return { words: s('channels.receiving', { when: ago(channel.last_received_at) }), tone: 'good' };
  if (channel.state === 'unchecked') return { words: s('channels.unchecked'), tone: 'quiet' };
  return { words: s('channels.silent'), tone: 'good' };
}

/** What to mind while it works: the server tells it behind whose account it is. */
export const mindOf = (channel: Channel): string =>
  channel.enabled && channel.state === 'ok' ? channel.state_detail.split('; ').slice(1).join('; ') : '';

/** What mends it; null while nothing is known to be wrong. */
export function cureOf(channel: Channel): string | null {
  if (!channel.enabled || (channel.state !== 'degraded' && channel.state !== 'paused')) return null;
  const detail = channel.state_detail.toLowerCase();
  if (channel.kind === 'telegram') return cureOfTelegram(detail);
  if (channel.kind === 'api') return s('cure.api');
  return s('cure.other');
}
export function cureOfTelegram(detail: string): string {
  if (/unauthorized|not found|token/i.test(detail)) return s('cure.token');
  if (/public|https|address/i.test(detail)) return s('cure.address');
  if (/conflict|terminated by other/i.test(detail)) return s('cure.conflict');
  return s('cure.network');
}
