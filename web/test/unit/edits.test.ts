import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../app/data/api';
import { begin, edits, type Field, forgetEdits, leave, write } from '../../app/data/edits';
import { conversation, forgetConversations, keep, keepContact } from '../../app/data/store/conversations';
import { toasts } from '../../app/data/toasts';
import type { Contact } from '../../app/data/types';
import { useLanguage } from '../../app/data/words';
import { aConversation } from './make';

const sent: string[] = [];
let answer: (text: string) => void;
const field: Field = {
  id: 'contact/5/phone',
  label: 'Phone',
  send: async text => {
    sent.push(text);
    answer(text);
  },
  say: error => (error.fields.phone === undefined ? undefined : 'Begin with +'),
};
const edit = () => edits.value.get(field.id);
const settled = async () => {
  while (edit()?.sending) await Promise.resolve();
};
beforeEach(async () => {
  await useLanguage('en');
  forgetEdits();
  toasts.value = [];
  sent.length = 0;
  answer = () => undefined;
});

describe('a field in place', () => {
  it('is sent when it was changed, and not when it was only looked at', async () => {
    begin(field, '+48600100200');
    leave(field.id);
    expect([edit(), sent]).toEqual([undefined, []]);
    begin(field, '+48600100200');
    write(field.id, ' +48600100201 ');
    leave(field.id);
    expect(edit()?.text).toBe('+48600100201');
    await settled();
    expect([edit(), sent]).toEqual([undefined, ['+48600100201']]);
  });
  it('is open again with what was typed and the reason when it is refused, and asks once', async () => {
    answer = () => {
      throw new ApiError(422, 'invalid', '', { phone: 'must begin with +' });
    };
    begin(field, '');
    write(field.id, '600');
    leave(field.id);
    await settled();
    expect(edit()).toMatchObject({ text: '600', wrong: 'Begin with +', again: false });
    leave(field.id);
    expect(sent).toEqual(['600']);
    answer = () => undefined;
    write(field.id, '+48600');
    leave(field.id);
    await settled();
    expect([edit(), sent]).toEqual([undefined, ['600', '+48600']]);
  });
  it('offers to try again when there was no line, from the toast too when it is out of sight', async () => {
    answer = () => {
      throw new ApiError(0, 'network', '');
    };
    begin(field, '');
    write(field.id, '+48600');
    leave(field.id);
    await settled();
    expect(edit()).toMatchObject({ text: '+48600', again: true });
    expect(toasts.value.at(-1)?.bad).toBe(true);
    answer = () => undefined;
    toasts.value.at(-1)?.action?.run();
    await settled();
    expect([edit(), sent]).toEqual([undefined, ['+48600', '+48600']]);
  });
  it('written anew while it was under way, the newer text counts', async () => {
    begin(field, '');
    write(field.id, 'one');
    leave(field.id);
    begin(field, 'one');
    write(field.id, 'two');
    await Promise.resolve();
    expect(edit()).toMatchObject({ text: 'two', sending: false });
    leave(field.id);
    await settled();
    expect(sent).toEqual(['one', 'two']);
  });
});

describe('an answer that is older than an event', () => {
  const anna = (name: string) => ({ id: 5, name, avatar_url: null }) as Contact;
  it('does not bring back what was there before', () => {
    forgetConversations();
    keep({ ...aConversation({ id: 10 }), contact_detail: anna('Anna') }, 1);
    keepContact(anna('Anna Nowak'), 7);
    keepContact(anna('Anna'), 3);
    expect(conversation(10)?.contact.name).toBe('Anna Nowak');
    keep({ ...aConversation({ id: 10 }), contact_detail: anna('Anna') }, 3);
    expect(conversation(10)?.contact_detail?.name).toBe('Anna Nowak');
    keepContact(anna('Anna Kowalska'), 8);
    expect(conversation(10)?.contact_detail?.name).toBe('Anna Kowalska');
  });
});
