import { describe, expect, it } from 'vitest';
import { given, wrongKeys } from '../../app/composer/keysForm';

const can = { button_title: 20, links_alone: false };
const key = (title: string, url = '') => ({ title, url });
const wrong = (...of: Parameters<typeof wrongKeys>) => Object.fromEntries(wrongKeys(...of));

describe('buttons as they are typed', () => {
  it('lack nothing', () => {
    expect(wrong('When?', [key('At five'), key('See all', 'https://shop.example/all')], can)).toEqual({});
    expect(given([key(' At five '), key('See all', ' https://shop.example ')])).toEqual([
      { title: 'At five' },
      { title: 'See all', url: 'https://shop.example' },
    ]);
  });
  it('say with each field what is wrong with it', () => {
    expect(wrong(' ', [key(''), key('x'.repeat(21)), key('At five'), key(' At five', 'shop.example')], can)).toEqual({
      text: 'empty',
      'title.0': 'blank',
      'title.1': 'long',
      'title.3': 'same',
      'url.3': 'url',
    });
  });
  it('hold a link alone where the channel shows none beside others', () => {
    const keys = [key('See all', 'https://shop.example')];
    expect(wrong('Here', keys, { ...can, links_alone: true })).toEqual({});
    expect(wrong('Here', [...keys, key('No')], { ...can, links_alone: true })).toEqual({ 'url.0': 'alone' });
  });
});
