import { describe, expect, it } from 'vitest';
import { fileSize, hits, initials, linkify, onlyEmoji } from '../../shared/text';

const links = (text: string) =>
  linkify(text)
    .filter(piece => piece.kind === 'link')
    .map(piece => piece.href);

describe('linkify', () => {
  it('finds addresses and keeps the sentence around them', () => {
    expect(linkify('See https://a.example/x, please.')).toEqual([
      { kind: 'text', text: 'See ' },
      { kind: 'link', text: 'https://a.example/x', href: 'https://a.example/x' },
      { kind: 'text', text: ', please.' },
    ]);
  });
  it('knows mail addresses and www', () => {
    expect(links('write to a.b@shop.example or www.shop.example')).toEqual([
      'mailto:a.b@shop.example',
      'https://www.shop.example/',
    ]);
  });
  it('keeps a bracket that belongs to the address', () => {
    expect(links('(https://pl.wikipedia.org/wiki/Rower_(pojazd))')).toEqual([
      'https://pl.wikipedia.org/wiki/Rower_(pojazd)',
    ]);
  });
  it.each(['javascript:alert(1)', 'data:text/html,<b>', 'file:///etc/passwd', 'vbscript:x', 'JaVaScRiPt:alert(1)'])(
    'makes no link of %s',
    text => {
      expect(links(text)).toEqual([]);
    },
  );
  it('never loses a letter', () => {
    const text = 'https://a.b.c?x=<y>"z" ,,, https:// www. a@b https://x.example/ąę!?';
    expect(
      linkify(text)
        .map(piece => piece.text)
        .join(''),
    ).toBe(text);
  });
  it('stays quick on long hostile text', () => {
    const started = performance.now();
    linkify(`${'a.'.repeat(20_000)}@`);
    linkify('www.'.repeat(20_000));
    linkify(`http://${'('.repeat(5_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

it('marks the hits of a snippet', () => {
  expect(hits('red \u0002bike\u0003s, \u0002bike')).toEqual([
    { kind: 'text', text: 'red ' },
    { kind: 'hit', text: 'bike' },
    { kind: 'text', text: 's, ' },
    { kind: 'text', text: 'bike' },
  ]);
});
it('makes initials in any alphabet', () => {
  expect(['Анна Соколова', 'julia.rides', 'Jan Maria Kowalski', '  ', '🚲 Łukasz'].map(initials)).toEqual([
    'АС',
    'J',
    'JK',
    '?',
    'Ł',
  ]);
});
it('shows lone emoji large and nothing else', () => {
  expect(['👍', '😍😍', '👍🏽', '❤️', '1', 'ok 👍', '👍👍👍👍'].map(onlyEmoji)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
it('writes sizes in the language', () => {
  expect(fileSize(1_500_000, 'en')).toBe('1.5 MB');
  expect(fileSize(26_214_400, 'ru')).toBe('26,2 МБ');
});
