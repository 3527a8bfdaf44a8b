import type { ChannelCan } from '../data/types';
import { language, t } from '../data/words';
import { measured, parts } from './length';

/** From four fifths of what one message takes: how far it goes, and what becomes of the rest. */
export function Length({ text, files, can }: { text: string; files: number; can: ChannelCan }) {
  const { count, limit } = measured(text, files, can);
  if (count < limit * 0.8) return null;
  const over = count > limit;
  const number = new Intl.NumberFormat(language.value);
  return (
    <span class={over && !can.splits ? 'composer-length composer-length-over' : 'composer-length'} role="status">
      {!over
        ? t('composer.length', { count: number.format(count), limit: number.format(limit) })
        : can.splits
          ? t('composer.parts', { count: parts(text, files, can) })
          : t('composer.tooLong', { by: number.format(count - limit) })}
    </span>
  );
}
