/** How much of what the channel takes in one message a text is. Pure. */
import type { ChannelCan } from '../data/types';

/** The server's own limit, whatever the channel takes. */
const most = 16000;

const counted = {
  utf16: (text: string) => text.length,
  code_points: (text: string) => [...text].length,
  bytes: (text: string) => new TextEncoder().encode(text).length,
};
/** Of an answer to a comment, which is one message: for everybody to read, or `aside` for its writer alone. */
export const reaching = <Can extends ChannelCan | null | undefined>(can: Can, aside: boolean): Can =>
  can?.private_reply
    ? { ...can, splits: false, ...(!aside && { text_limit: can.public_limit, text_unit: 'code_points' }) }
    : can;
export function measured(text: string, files: number, can: ChannelCan): { count: number; limit: number } {
  return { count: counted[can.text_unit](text), limit: Math.min(files > 0 ? can.caption_limit : can.text_limit, most) };
}
export function tooLong(text: string, files: number, can: ChannelCan): boolean {
  const { count, limit } = measured(text, files, can);
  return count > limit;
}
/** From four fifths of what one message takes it is worth telling. */
export function worthTelling(text: string, files: number, can: ChannelCan): boolean {
  const { count, limit } = measured(text, files, can);
  return count >= limit * 0.8;
}
