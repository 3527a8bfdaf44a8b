import type { Attachment, ChannelCan } from '../data/types';
import { language, t } from '../data/words';
import { measured } from './length';
import { parts } from './parts';

/** How far a text goes, and what becomes of the rest. */
export function Length({ text, files, can }: { text: string; files: readonly Attachment[]; can: ChannelCan }) {
  const { count, limit } = measured(text, files.length, can);
  const over = count > limit;
  const number = new Intl.NumberFormat(language.value);
  return (
    <span class={over && !can.splits ? 'composer-length composer-length-over' : 'composer-length'} role="status">
      {!over
        ? t('length.said', { count: number.format(count), limit: number.format(limit) })
        : can.splits
          ? t('length.parts', { count: parts(text, files, can) })
          : t('length.tooLong', { by: number.format(count - limit) })}
    </span>
  );
}
