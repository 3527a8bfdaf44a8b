import { describe, expect, it } from 'vitest';
import type { Message } from '../../app/data/types';
import { match, shortcuts } from '../../app/keys';
import { everyDay, moved, share } from '../../app/stats/figures';
import { threadRows } from '../../app/thread/rows';
import { snoozeChoices } from '../../app/thread/snooze';
import { aMessage } from './make';

const at = (hours: number, minutes: number) => new Date(2026, 10, 2, hours, minutes).toISOString();
const kinds = (items: Message[], unread: number | null = null) => threadRows(items, unread).map(row => row.type);

describe('the rows of a thread', () => {
  it('group a sender within five minutes', () => {
    const rows = threadRows(
      [
        aMessage({ id: 1, sent_at: at(10, 0) }),
        aMessage({ id: 2, sent_at: at(10, 3) }),
        aMessage({ id: 3, sent_at: at(10, 20) }),
      ],
      null,
    ).filter(row => row.type === 'message');
    expect(rows.map(row => [row.first, row.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });
  it('keep notes apart from replies', () => {
    const out = { direction: 'outbound', author: { type: 'operator', id: 1, name: 'Olga' } } as const;
    const rows = threadRows([aMessage({ id: 1, ...out }), aMessage({ id: 2, ...out, note: true })], null).filter(
      row => row.type === 'message',
    );
    expect(rows.map(row => row.first)).toEqual([true, true]);
  });
  it('mark each day once', () => {
    expect(
      kinds([
        aMessage({ id: 1, sent_at: at(10, 0) }),
        aMessage({ id: 2, sent_at: at(11, 0) }),
        aMessage({ id: 3, sent_at: at(34, 0) }),
      ]),
    ).toEqual(['day', 'message', 'message', 'day', 'message']);
  });
  it('put the unread line before the first unread and count only the customer', () => {
    const rows = threadRows(
      [aMessage({ id: 1 }), aMessage({ id: 2 }), aMessage({ id: 3, direction: 'outbound' }), aMessage({ id: 4 })],
      2,
    );
    expect(rows.map(row => row.type)).toEqual(['day', 'message', 'unread', 'message', 'message', 'message']);
    expect(rows.find(row => row.type === 'unread')).toMatchObject({ count: 2 });
  });
  it('gather activity that stands together', () => {
    const lines = [1, 2, 3].map(id => aMessage({ id, kind: 'activity', content: { activity: 'closed' } }));
    const rows = threadRows([...lines, aMessage({ id: 4 })], null);
    expect(rows.map(row => row.type)).toEqual(['day', 'activity', 'message']);
    expect(rows[1]).toMatchObject({ items: { length: 3 } });
  });
  it('keep the key of a bubble when it gets its id', () => {
    const key = (message: Message) => threadRows([message], null).at(-1)?.key;
    expect(key(aMessage({ id: -1, client_id: 'c' }))).toBe(key(aMessage({ id: 88, client_id: 'c' })));
  });
});

describe('keys', () => {
  const press = (code: string, key: string, shiftKey = false) => match({ code, key, shiftKey }, null)?.action;
  it('follow the place of the key, not its letter', () => {
    expect(press('KeyJ', 'о')).toBe('next');
    expect(press('KeyE', 'у')).toBe('close');
  });
  it('find the question mark and the slash on any layout', () => {
    expect(press('Digit7', '?', true)).toBe('help');
    expect(press('Digit7', '/', true)).toBe('search');
    expect(press('Slash', '.')).toBe('panel');
  });
  it('leave capitals alone', () => {
    expect(press('KeyE', 'E', true)).toBeUndefined();
  });
  it('know the sequences after G', () => {
    expect(match({ code: 'KeyI', key: 'i', shiftKey: false }, 'KeyG')?.action).toBe('goMine');
    expect(match({ code: 'KeyI', key: 'i', shiftKey: false }, null)?.action).toBe('claim');
  });
  it('bind no key twice', () => {
    const all = shortcuts.flatMap(item => item.codes.map(code => `${item.after ?? item.with ?? ''}${code}`));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('snooze', () => {
  it('offers only moments to come, whatever the hour', () => {
    for (const hour of [0, 8, 17, 18, 23]) {
      const now = new Date(2026, 10, 2, hour, 45);
      for (const choice of snoozeChoices(now, 'en')) expect(choice.until.getTime()).toBeGreaterThan(now.getTime());
    }
  });
  it('means the next Monday on a Monday', () => {
    expect(
      snoozeChoices(new Date(2026, 10, 2, 9), 'en')
        .find(choice => choice.id === 'monday')
        ?.until.getDate(),
    ).toBe(9);
  });
});

describe('figures', () => {
  const figures = (count: number, in_target: number, never: number) => ({
    count,
    p50_ms: 1,
    p90_ms: 1,
    p95_ms: 1,
    mean_ms: 1,
    in_target,
    never,
    buckets: [],
  });
  it('count those never answered as not in time', () => {
    expect(share(figures(8, 6, 2))).toBe(0.6);
    expect(share(figures(0, 0, 0))).toBeNull();
    expect(share(figures(0, 0, 3))).toBe(0);
  });
  it('give a day without answers its place', () => {
    const day = (name: string) => ({
      day: name,
      first_response: figures(1, 1, 0),
      response: figures(1, 1, 0),
    });
    const days = everyDay([day('2026-10-24'), day('2026-10-27')]);
    expect(days.map(one => [one.day, one.first_response.count])).toEqual([
      ['2026-10-24', 1],
      ['2026-10-25', 0],
      ['2026-10-26', 0],
      ['2026-10-27', 1],
    ]);
  });
  it('say which way they moved, and nothing of noise', () => {
    expect(moved(252_000, 290_000)).toEqual({ way: 'faster', by: 38_000 });
    expect(moved(290_000, 252_000)?.way).toBe('slower');
    expect(moved(400_000, 402_000)?.way).toBe('same');
    expect(moved(null, 1)).toBeNull();
  });
});
