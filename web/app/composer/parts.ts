/** In how many messages of the channel something goes. Pure; the server's connectors decide in the end. */
import type { Attachment, ChannelCan } from '../data/types';
import { measured, tooLong } from './length';

type File = Pick<Attachment, 'kind' | 'content_type' | 'size'>;

/** A larger picture goes as a document. */
const photo = 10_000_000;
/** Of all the files of one album. */
const most = 49_000_000;

/** Files of the same family that stand together go together; null: it goes alone. */
function family({ kind, content_type, size }: File): string | null {
  if (kind === 'voice' || content_type === 'image/gif') return null;
  if (kind === 'video' || (/^image\/(jpeg|png|webp)$/.test(content_type) && size <= photo)) return 'pictures';
  return kind === 'audio' ? 'audio' : 'documents';
}
export function albums(files: readonly File[], can: Pick<ChannelCan, 'album'>): number {
  let count = 0;
  let together = 0;
  let bytes = 0;
  let last: string | null = null;
  for (const file of files) {
    const now = family(file);
    if (now !== null && now === last && together < can.album && bytes + file.size <= most) {
      together++;
      bytes += file.size;
    } else {
      count++;
      together = 1;
      bytes = file.size;
    }
    last = now;
  }
  return count;
}
/** A text that is no caption follows its files. */
export function parts(text: string, files: readonly File[], can: ChannelCan): number {
  const { count } = measured(text, 0, can);
  const words = files.length === 0 || tooLong(text, files.length, can) ? Math.ceil(count / can.text_limit) : 0;
  return Math.max(albums(files, can) + words, 1);
}
