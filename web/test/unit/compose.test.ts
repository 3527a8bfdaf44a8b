import { describe, expect, it } from 'vitest';
import { askedAt } from '../../app/composer/asked';
import { fill, missing, valuesOf } from '../../app/composer/variables';
import { reconciled } from '../../app/data/draftSync';
import type { Draft } from '../../app/data/drafts';
import { best, score } from '../../app/ui/fuzzy';

describe('what is asked for at the caret', () => {
  const asked = (text: string, note = false) => askedAt(text, text.length, note);
  it('is a template at the start of a line only', () => {
    expect(asked('/')).toEqual({ kind: 'template', from: 0, words: '' });
    expect(asked('Hello\n/ship it')).toEqual({ kind: 'template', from: 6, words: 'ship it' });
    expect(asked('a/b')).toBeNull();
    expect(asked('/usr/bin')).toBeNull();
  });
  it('is a colleague in notes only, by first and last name', () => {
    expect(asked('ask @Ол', true)).toEqual({ kind: 'mention', from: 4, words: 'Ол' });
    expect(asked('@Anna Kow', true)?.words).toBe('Anna Kow');
    expect(asked('ask @Ol')).toBeNull();
    expect(asked('mail@shop', true)).toBeNull();
  });
  it('is an emoji after two letters, not in a time or an address', () => {
    expect(asked('well :sm')).toEqual({ kind: 'emoji', from: 5, words: 'sm' });
    expect(asked(':s')).toBeNull();
    expect(asked('at 10:30')).toBeNull();
    expect(asked('https:ab')).toBeNull();
  });
});

describe('templates', () => {
  const values = valuesOf('Anna Kowalska', 'Olga', 'Nordwind');
  it('are filled in, with a word for want of a value', () => {
    expect(fill('Hi {first_name|there}, {name}: {operator}, {company}', values)).toBe(
      'Hi Anna, Anna Kowalska: Olga, Nordwind',
    );
    expect(fill('Hi {first_name|there}', valuesOf('+48 601 234 118', 'Olga', ''))).toBe('Hi there');
    expect(fill('Hi {first_name|}!', valuesOf('42', 'Olga', ''))).toBe('Hi !');
  });
  it('name the first place that is missing; other braces are text', () => {
    expect(missing(fill('Dear {name} of {company}', valuesOf('', 'Olga', '')))).toEqual({
      name: 'name',
      from: 5,
      to: 11,
    });
    expect(missing('{price} {x|y}')).toBeNull();
  });
});

describe('two versions of a draft', () => {
  const mine = (text: string, editedAt: string | null, savedAt: string | null): Draft => ({
    text,
    replyTo: null,
    attachments: [],
    editedAt,
    savedAt,
    other: null,
    private: false,
  });
  const told = (text: string, edited_at: string) => ({
    conversation_id: 1,
    note: false,
    text,
    reply_to: null,
    attachments: [],
    edited_at,
    private: false,
  });
  it('the server is followed where nothing was changed here', () => {
    expect(reconciled(mine('', null, null), told('theirs', '2'))).toMatchObject({ text: 'theirs', savedAt: '2' });
    expect(reconciled(mine('old', '1', '1'), told('theirs', '2'))).toMatchObject({ text: 'theirs', other: null });
  });
  it('a change here that the server has not heard of stays', () => {
    expect(reconciled(mine('mine, on', '2', '1'), told('mine', '1'))).toMatchObject({ text: 'mine, on', other: null });
  });
  it('apart: the newest stands, the other is kept beside it', () => {
    expect(reconciled(mine('mine', '3', '1'), told('theirs', '2'))).toMatchObject({ text: 'mine', other: 'theirs' });
    expect(reconciled(mine('mine', '2', '1'), told('theirs', '3'))).toMatchObject({ text: 'theirs', other: 'mine' });
  });
  it('sent elsewhere: what was typed here since is not lost', () => {
    expect(reconciled(mine('mine', '2', '1'), told('', '3'))).toMatchObject({ text: '', other: 'mine' });
    expect(reconciled(mine('mine', '4', '1'), told('', '3'))).toMatchObject({ text: 'mine' });
  });
  it('what was meant for one person alone stays so', () => {
    const aside = (text: string, edited: string) => ({ ...told(text, edited), private: true });
    expect(reconciled(mine('', null, null), aside('on', '2'))).toMatchObject({ text: 'on', private: true });
    expect(reconciled(mine('mine', '3', '1'), aside('on', '2'))).toMatchObject({ text: 'mine', private: true });
    const unsaved = { ...mine('mine', '2', '1'), private: true };
    expect(reconciled(unsaved, told('on', '3'))).toMatchObject({ text: 'on', other: 'mine', private: true });
    expect(reconciled(unsaved, told('', '3'))).toMatchObject({ text: '', other: 'mine', private: true });
  });
  it('the same words, turned to everybody on another device, follow it', () => {
    const kept = { ...mine('mine', '1', '1'), private: true };
    expect(reconciled(kept, told('mine', '2'))).toMatchObject({ text: 'mine', private: false, other: null });
    expect(reconciled({ ...mine('mine', '3', '1'), private: true }, told('mine', '2'))).toMatchObject({
      private: true,
      other: null,
    });
  });
});

describe('a few letters', () => {
  it('find the start of a word before its middle, whatever the accents', () => {
    expect(best(['powrót', 'Wrotki', 'rowery'], 'wro', text => [text])).toEqual(['Wrotki', 'powrót']);
    expect(score('Żółty', 'zol')).toBeGreaterThan(0);
    expect(score('Ёлка', 'елк')).toBeGreaterThan(0);
    expect(score('Wholesale', 'whsl')).toBeGreaterThan(0);
    expect(score('abcdefghijklmnopq', 'aq')).toBe(0);
  });
});
