import { describe, expect, it } from 'vitest';
import { asideTo } from '../../app/composer/aside';
import type { Message } from '../../app/data/types';
import { aMessage } from './make';

const at = (day: number) => `2026-11-0${day}T10:00:00.000Z`;
const comment = (id: number, day: number) => aMessage({ id, sent_at: at(day) });
const quote = (id: number) => ({ id }) as NonNullable<Message['reply_to']>;
const answer = (id: number, to: number | null, part: Partial<Message> = {}) =>
  aMessage({ id, direction: 'outbound', reply_to: to ? quote(to) : null, content: { private: true }, ...part });
const end = { quoted: undefined, whole: true, hours: 168 };

describe('an answer to the writer of a comment alone', () => {
  it('goes to the last comment, or to the one that is quoted, for as long after it', () => {
    const items = [comment(1, 1), comment(2, 2), answer(3, 2, { content: null })];
    expect(asideTo(items, end)).toEqual({ until: Date.parse(at(9)), used: false });
    expect(asideTo(items, { ...end, quoted: 1 })).toEqual({ until: Date.parse(at(8)), used: false });
  });
  it('goes once for each', () => {
    const items = [comment(1, 1), answer(2, 1), comment(3, 2)];
    expect(asideTo(items, end)?.used).toBe(false);
    expect(asideTo(items, { ...end, quoted: 1 })?.used).toBe(true);
    expect(asideTo([...items, answer(-1, null, { status: 'sending' })], end)?.used).toBe(true);
  });
  it('goes again where it came to nothing, unless somebody answered at the platform', () => {
    const failed = (code: string) =>
      asideTo([comment(1, 1), answer(2, 1, { status: 'failed', error: { code, message: 'no' } })], end);
    expect(failed('too_long')?.used).toBe(false);
    expect(failed('answered_privately')?.used).toBe(true);
    expect(asideTo([comment(1, 1), answer(2, 1, { status: 'canceled' })], end)?.used).toBe(false);
  });
  it('is not known where the comment is not loaded', () => {
    expect(asideTo([], end)).toBeNull();
    expect(asideTo([comment(1, 1)], { ...end, whole: false })).toBeNull();
    expect(asideTo([comment(2, 1)], { ...end, quoted: 1 })).toBeNull();
  });
});
