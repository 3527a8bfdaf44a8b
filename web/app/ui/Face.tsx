import { initials } from '../../shared/text';
import type { Presence } from '../data/types';
import { ChannelMark } from './icons';
import './Face.css';

/** One of eight quiet hues, the same for a name everywhere. */
function hue(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % 8;
}

interface Props {
  name: string;
  url?: string | null;
  size: 18 | 22 | 28 | 38 | 46;
  channel?: string;
  presence?: Presence;
}
/** Decoration: the name always stands beside it in words. */
export function Face({ name, url, size, channel, presence }: Props) {
  return (
    <span class={`face face-${size} hue-${hue(name)}`}>
      {/* Only our own address: a foreign one would tell the sender that we looked. */}
      {url?.startsWith('/') ? (
        <img src={url} alt="" loading="lazy" />
      ) : (
        <span aria-hidden="true">{initials(name)}</span>
      )}
      {channel && <ChannelMark kind={channel} />}
      {presence && <i class={`presence presence-${presence}`} aria-hidden="true" />}
    </span>
  );
}
