import { describe, expect, it } from 'vitest';
import { reaching, tooLong, worthTelling } from '../../app/composer/length';
import { albums, parts } from '../../app/composer/parts';
import type { ChannelCan } from '../../app/data/types';

const telegram = { album: 10, text_limit: 4096, caption_limit: 1024, text_unit: 'utf16', splits: true } as ChannelCan;
const file = (kind: 'image' | 'video' | 'audio' | 'voice' | 'file', content_type: string, size = 1000) => ({
  kind,
  content_type,
  size,
});
const photo = file('image', 'image/jpeg');
const paper = file('file', 'application/pdf');

describe('how many messages something becomes', () => {
  it('files that stand together and are alike are one', () => {
    expect(albums([photo, photo, file('video', 'video/mp4')], telegram)).toBe(1);
    expect(albums([photo, paper, paper, photo], telegram)).toBe(3);
    expect(albums([file('audio', 'audio/mpeg'), file('audio', 'audio/mpeg')], telegram)).toBe(1);
    expect(albums([], telegram)).toBe(0);
  });
  it('voice and moving pictures go alone, a picture that is too large as a document', () => {
    expect(albums([file('voice', 'audio/ogg'), file('voice', 'audio/ogg')], telegram)).toBe(2);
    expect(albums([photo, file('image', 'image/gif'), photo], telegram)).toBe(3);
    expect(albums([photo, file('image', 'image/png', 10_000_001), paper], telegram)).toBe(2);
  });
  it('an album ends at its limits', () => {
    expect(albums(Array(11).fill(photo), telegram)).toBe(2);
    expect(albums(Array(3).fill(file('file', 'application/zip', 20_000_000)), telegram)).toBe(2);
    expect(albums([photo, photo], { album: 1 })).toBe(2);
  });
  it('a text is a caption, or follows in parts of its own', () => {
    expect(parts('words', [photo, photo], telegram)).toBe(1);
    expect(parts('x'.repeat(1025), [photo, photo], telegram)).toBe(2);
    expect(parts('x'.repeat(4097), [], telegram)).toBe(2);
    expect(parts('😀'.repeat(4096), [photo], telegram)).toBe(3);
  });
  it('is told of from four fifths on', () => {
    expect([worthTelling('x'.repeat(3276), 0, telegram), worthTelling('x'.repeat(3277), 0, telegram)]).toEqual([
      false,
      true,
    ]);
    expect(worthTelling('x'.repeat(820), 1, telegram)).toBe(true);
  });
});

describe('an answer to a comment', () => {
  const instagram = {
    private_reply: true,
    public_limit: 2200,
    text_limit: 1000,
    caption_limit: 0,
    text_unit: 'bytes',
    splits: true,
  } as ChannelCan;
  const words = 'ж'.repeat(600);
  it('has a limit of its own where everybody reads it, and goes as one', () => {
    expect(tooLong(words, 0, reaching(instagram, false))).toBe(false);
    expect(tooLong('ж'.repeat(2201), 0, reaching(instagram, false))).toBe(true);
    expect(reaching(instagram, false).splits).toBe(false);
  });
  it('has the limit of one message where its writer alone does', () => {
    expect(tooLong(words, 0, reaching(instagram, true))).toBe(true);
    expect(reaching(instagram, true).splits).toBe(false);
  });
  it('is nothing special elsewhere', () => {
    const direct = { ...instagram, private_reply: false, public_limit: null };
    expect(reaching(direct, false)).toBe(direct);
  });
});
