import { describe, expect, it } from 'vitest';
import { brand, contrast, parseColor, type Rgb, readable, textOn } from '../color';
import { fieldError, profileOf } from '../fields';
import {
  type Message,
  markRead,
  merge,
  newOfTheirs,
  parseOutgoing,
  readUpTo,
  refusalOf,
  sameRun,
  unreadAfter,
} from '../model';
import { parseFrame, parseHello, parsePage } from '../protocol';
import { fromBase64, openSeal, seal, toBase64, unseal } from '../seal';
import { firstPage } from '../visit';
import { backTime, loadWords, replyTime } from '../words';

const message = (id: number, more: Partial<Message> = {}): Message => ({
  id,
  client_id: null,
  from: 'operator',
  name: 'Olga',
  text: `${id}`,
  at: '2026-11-24T10:00:00.000Z',
  status: 'sent',
  attachments: [],
  ...more,
});

describe('the thread', () => {
  it('sorts by id, renews and never doubles', () => {
    const merged = merge([message(1), message(3)], [message(2), message(3, { text: 'edited' })]);
    expect(merged.map(one => one.text)).toEqual(['1', '2', 'edited']);
  });
  it('tells a new message of theirs from an update of a known one', () => {
    const known = [message(1), message(3, { from: 'visitor' })];
    const came = [message(1, { status: 'delivered' }), message(2), message(4, { from: 'visitor' }), message(5)];
    expect(newOfTheirs(known, came).map(one => one.id)).toEqual([2, 5]);
  });
  it('marks own messages read up to an id and leaves the rest as they are', () => {
    const known = [message(1, { from: 'visitor' }), message(2), message(3, { from: 'visitor' })];
    expect(markRead(known, 2).map(one => one.status)).toEqual(['read', 'sent', 'sent']);
    expect(markRead(known, 0)).toBe(known);
  });
  it('counts what was not seen', () => {
    const known = [
      message(1, { status: 'read' }),
      message(2),
      message(3, { from: 'visitor' }),
      message(4, { deleted: true }),
    ];
    expect(unreadAfter(known, readUpTo(known)).map(one => one.id)).toEqual([2]);
  });
  it('puts together what one person wrote within five minutes of one day', () => {
    expect(sameRun(message(1), message(2, { at: '2026-11-24T10:04:59.000Z' }))).toBe(true);
    expect(sameRun(message(1), message(2, { at: '2026-11-24T10:05:00.000Z' }))).toBe(false);
    expect(sameRun(message(1), message(2, { name: 'Tomasz' }))).toBe(false);
    expect(
      sameRun(message(1, { at: '2026-11-24T22:59:00.000Z' }), message(2, { at: '2026-11-24T23:01:00.000Z' })),
    ).toBe(false);
  });
  it('takes no broken text from storage', () => {
    const item = { client_id: 'a', text: 'x', attachments: [], at: '2026-11-24T10:00:00.000Z', page: {} };
    expect(parseOutgoing(JSON.stringify(item))).toEqual(item);
    for (const bad of ['', '{', 'null', '[]', '{"client_id":1}', JSON.stringify({ ...item, at: 'soon' })])
      expect(parseOutgoing(bad)).toBeUndefined();
  });
});

describe('colours', () => {
  const every: Rgb[] = [];
  for (let r = 0; r < 256; r += 17)
    for (let g = 0; g < 256; g += 17) for (let b = 0; b < 256; b += 17) every.push([r, g, b]);
  it('carry text at 4.5:1, whatever the brand', () => {
    for (const color of every) expect(contrast(color, textOn(color))).toBeGreaterThanOrEqual(4.5);
  });
  it('are darkened until they read on light ground', () => {
    for (const color of every) expect(contrast(readable(color), [233, 238, 235])).toBeGreaterThanOrEqual(4.5);
  });
  it('leave a good colour as it is, and fall back to ours', () => {
    expect(readable([26, 102, 82])).toEqual([26, 102, 82]);
    expect(brand('#1A6652')).toEqual(brand('no colour'));
    expect(parseColor('#fa0')).toEqual([255, 170, 0]);
    expect(parseColor('red; x')).toBeUndefined();
  });
});

describe('sealing', () => {
  it('opens with the same key and name only', async () => {
    const key = (await openSeal(toBase64(new Uint8Array(32).fill(7))))!;
    const other = (await openSeal(toBase64(new Uint8Array(32).fill(8))))!;
    const sealed = await seal(key, 'draft', 'Zażółć, привет');
    expect(await unseal(key, 'draft', sealed)).toBe('Zażółć, привет');
    expect(await unseal(other, 'draft', sealed)).toBeUndefined();
    expect(await unseal(key, 'q:1', sealed)).toBeUndefined();
    expect(await unseal(key, 'draft', `${sealed.slice(0, -2)}AA`)).toBeUndefined();
    expect(await unseal(key, 'draft', '***')).toBeUndefined();
    expect(await seal(key, 'draft', 'x')).not.toBe(await seal(key, 'draft', 'x'));
  });
  it('refuses what is no key', async () => {
    expect(await openSeal('short')).toBeUndefined();
    expect(fromBase64(toBase64(new Uint8Array([251, 255, 0])))).toEqual(new Uint8Array([251, 255, 0]));
  });
});

describe('the visit', () => {
  const shop = 'https://shop.example';
  it('begins with its first page and keeps it', () => {
    const first = firstPage(null, `${shop}/?utm_source=x`, 'https://google.com/');
    expect(firstPage(first, `${shop}/second`, `${shop}/`)).toBe(first);
    expect(firstPage(first, `${shop}/?utm_source=x`, `${shop}/`)).toBe(first);
  });
  it('begins anew where a campaign brings the visitor back', () => {
    const first = firstPage(null, `${shop}/`, '');
    for (const mark of ['utm_campaign=a', 'gclid=1', 'yclid=1', 'fbclid=1', 'msclkid=1', 'rb_clickid=1', 'gbraid=1'])
      expect(firstPage(first, `${shop}/?a=1&${mark}`, 'https://ads.example/')).toEqual([
        `${shop}/?a=1&${mark}`,
        'https://ads.example/',
      ]);
    expect(firstPage(first, `${shop}/?page=2`, 'https://blog.example/')).toBe(first);
  });
});

describe('frames from the page', () => {
  it('are names with values, and nothing else is taken', () => {
    expect(parseFrame(['open', 1])).toEqual(['open', 1]);
    for (const bad of [null, 'open', [], [1], ['a', 1, 2], { 0: 'a' }]) expect(parseFrame(bad)).toBeUndefined();
    expect(parseHello({ page: null })).toBeUndefined();
    expect(parseHello({ page: { url: 5 }, open: 'yes', kept: { a: 1, b: 'c' } })).toMatchObject({
      open: false,
      keeps: false,
      form: false,
      kept: { b: 'c' },
    });
    expect(parsePage({ url: 'x'.repeat(5000) }).url).toHaveLength(2048);
  });
});

describe('the form', () => {
  it('says what is wrong', () => {
    const field = (type: string, required = true) => ({ name: 'f', type, required });
    expect(fieldError(field('text'), '  ')).toBe('required');
    expect(fieldError(field('text', false), '')).toBeUndefined();
    expect(fieldError(field('email'), 'anna.k@post')).toBe('badEmail');
    expect(fieldError(field('email'), 'anna.k@post.pl')).toBeUndefined();
    expect(fieldError(field('phone'), '+48 601 234 118')).toBeUndefined();
    expect(fieldError(field('phone'), '12345')).toBe('badPhone');
    expect(fieldError(field('contact'), 'anna')).toBe('badContact');
  });
  it('knows a phone from an address', () => {
    const fields = [
      { name: 'name', type: 'text' },
      { name: 'reach', type: 'contact' },
    ];
    expect(profileOf(fields, { name: ' Anna ', reach: '+48 601 234 118' })).toEqual({
      name: 'Anna',
      phone: '+48 601 234 118',
    });
    expect(profileOf(fields, { reach: 'a@b.pl' })).toEqual({ email: 'a@b.pl' });
  });
});

describe('a refused message', () => {
  it('says why', () => {
    expect(refusalOf(422, { errors: [{ field: 'text' }] })).toBe('long');
    expect(refusalOf(413, undefined)).toBe('long');
    expect(refusalOf(403, { code: 'channel_disabled' })).toBe('off');
    expect(refusalOf(422, { errors: [{ field: 'consent.text' }] })).toBe('consent');
    expect(refusalOf(422, { errors: [{ field: 'attachments' }] })).toBe('file');
    expect(refusalOf(403, { code: 'origin' })).toBe('other');
    expect(refusalOf(400, undefined)).toBe('other');
  });
});

describe('words', () => {
  it('promise a time people can read', async () => {
    expect(replyTime(await loadWords('en-GB'), 240)).toBe('Replies in about 4 minutes');
    expect(replyTime(await loadWords('ru'), 21 * 60)).toBe('Отвечаем за 21 минуту');
    expect(replyTime(await loadWords('pl'), 5 * 3600)).toBe('Odpowiadamy w około 5 godzin');
    expect(replyTime(await loadWords('fr'), 20)).toBe('Replies in under a minute');
    expect(replyTime(await loadWords('en'), null)).toBe('We are online');
  });
  it('say when somebody is back', async () => {
    const now = new Date('2026-11-24T20:00:00+01:00');
    const en = await loadWords('en');
    expect(backTime(en, '2026-11-24T21:30:00+01:00', now)).toBe('Back at 21:30');
    expect(backTime(en, '2026-11-25T09:00:00+01:00', now)).toBe('Back tomorrow at 9:00');
    expect(backTime(await loadWords('ru'), '2026-11-30T09:00:00+01:00', now)).toBe('Снова на связи: понедельник, 9:00');
    expect(backTime(en, null, now)).toBe('Away now, your message waits for us');
  });
  it('are the same in every language, with every plural form', async () => {
    const flat = (part: object, prefix = ''): string[] =>
      Object.entries(part).flatMap(([key, value]) =>
        typeof value === 'string' ? [`${prefix}${key}`] : flat(value, `${prefix}${key}.`),
      );
    const catalogues = await Promise.all(
      ['en', 'ru', 'pl'].map(async tag => [tag, (await import(`../../i18n/widget.${tag}.json`)).default] as const),
    );
    const bases = (keys: string[]) => [...new Set(keys.map(key => key.replace(/_(one|few|many|other)$/, '')))].sort();
    const english = flat(catalogues[0]![1]);
    for (const [tag, catalogue] of catalogues) {
      const keys = flat(catalogue);
      expect(bases(keys), tag).toEqual(bases(english));
      for (const base of bases(english.filter(key => key.endsWith('_one'))))
        for (const form of new Intl.PluralRules(tag).resolvedOptions().pluralCategories)
          expect(keys, tag).toContain(`${base}_${form}`);
    }
  });
});
