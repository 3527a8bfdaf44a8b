/** Somebody else's answer that came while this one was being written. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { me } from '../data/store/people';
import { thread } from '../data/store/threads';
import { t } from '../data/words';

export interface Rival {
  readonly name: string;
  /** The writer has been held once, so that it cannot have been missed. */
  readonly seen: boolean;
  readonly see: () => void;
}

export function useRival(conversation: number, writing: boolean): Rival | null {
  const since = useRef<number | null>(null);
  const seen = useSignal(0);
  const items = thread(conversation).items.value;
  useEffect(() => {
    since.current = writing ? (items.findLast(message => message.id > 0)?.id ?? 0) : null;
  }, [writing]);
  const from = since.current;
  if (!writing || from === null) return null;
  const answer = items.findLast(
    message =>
      message.id > from &&
      message.direction === 'outbound' &&
      !message.note &&
      message.author.type === 'operator' &&
      message.author.id !== me.value?.id,
  );
  if (!answer) return null;
  return {
    name: answer.author.name ?? t('author.operator'),
    seen: seen.value === answer.id,
    see: () => {
      seen.value = answer.id;
    },
  };
}
