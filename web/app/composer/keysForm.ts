/** Buttons as they are typed, and what is wrong with them. Pure. */
import type { ChannelCan } from '../data/types';

export interface Key {
  readonly title: string;
  /** Empty: a press answers. */
  readonly url: string;
}
export type WrongKey = 'empty' | 'blank' | 'long' | 'same' | 'url' | 'alone';
export const mostKeys = 10;

/** By field: `text`, `title.0`, `url.0`. */
export function wrongKeys(
  text: string,
  keys: readonly Key[],
  can: Pick<ChannelCan, 'button_title' | 'links_alone'>,
): ReadonlyMap<string, WrongKey> {
  const wrong = new Map<string, WrongKey>();
  if (!text.trim()) wrong.set('text', 'empty');
  const titles = keys.map(key => key.title.trim());
  for (const [i, { url }] of keys.entries()) {
    const title = titles[i] ?? '';
    if (!title) wrong.set(`title.${i}`, 'blank');
    else if (title.length > can.button_title) wrong.set(`title.${i}`, 'long');
    else if (titles.indexOf(title) < i) wrong.set(`title.${i}`, 'same');
    if (!url.trim()) continue;
    if (!/^https?:\/\/\S+$/.test(url.trim())) wrong.set(`url.${i}`, 'url');
    else if (can.links_alone && keys.length > 1) wrong.set(`url.${i}`, 'alone');
  }
  return wrong;
}

export const given = (keys: readonly Key[]) =>
  keys.map(({ title, url }) => ({ title: title.trim(), ...(url.trim() ? { url: url.trim() } : {}) }));
