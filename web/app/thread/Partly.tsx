import type { Message } from '../data/types';
import { language, t } from '../data/words';
import { w } from './seldomWords';

interface Arrived {
  readonly parts: number;
  readonly of: number;
  readonly files: readonly number[];
}

/** Of a message that went in parts: which of its files the customer has, which not, and why. */
export function Partly({ message }: { message: Message }) {
  const arrived = message.content?.arrived as Arrived | undefined;
  if (!arrived) return null;
  const { parts, of, files } = arrived;
  const named = (there: boolean) =>
    message.attachments.filter(one => files.includes(one.id) === there).map(one => one.name || t(`kind.${one.kind}`));
  const list = (names: readonly string[]) => new Intl.ListFormat(language.value).format(names);
  const [there, missing] = [named(true), named(false)];
  // Ours says how many arrived, and then the platform's reason.
  const reason = message.error?.message.replace(/^only \d+ of \d+ parts surely arrived: /, '');
  return (
    <>
      {there.length > 0 && missing.length > 0
        ? w('partFiles', { there: list(there), missing: list(missing) })
        : w('partText', { parts, of })}{' '}
      {w('partAgain')} {reason}
    </>
  );
}
