import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '../../app/data/api';
import { assign, close, snooze } from '../../app/data/commands';
import { conversation, forgetConversations, keep } from '../../app/data/store/conversations';
import { forgetSeq } from '../../app/data/store/seq';
import { toasts, undoLast } from '../../app/data/toasts';
import { useLanguage } from '../../app/data/words';
import { aConversation, me } from './make';

let answer: (path: string, body: Record<string, unknown>) => Response;
const sent: [string, Record<string, unknown>][] = [];
beforeEach(async () => {
  await useLanguage('en');
  forgetConversations();
  forgetSeq();
  toasts.value = [];
  sent.length = 0;
  session.value = { user: me, csrf: 'token', company: 'Nordwind' };
  keep(
    aConversation({ id: 10, wait: { id: 1, opened_at: '2026-11-02T10:00:00.000Z', first: true, target_seconds: 300 } }),
    0,
  );
  answer = (_, body) =>
    new Response(
      JSON.stringify(
        aConversation({
          id: 10,
          ...body,
          ...(body.status ? {} : { assignee: { id: Number(body.assignee_id), name: 'x' } }),
        }),
      ),
      { status: 200 },
    );
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (url.endsWith('/counts')) return new Response('{}', { status: 200 });
    const body = JSON.parse(String(init.body ?? '{}'));
    sent.push([`${init.method} ${url}`, body]);
    if (init.method !== 'GET') expect((init.headers as Record<string, string>)['X-CSRF-Token']).toBe('token');
    return answer(url, body);
  });
});

describe('a command', () => {
  it('shows at once, before the server has answered', () => {
    close(10);
    expect(conversation(10)).toMatchObject({ status: 'closed', wait: null });
    expect(toasts.value[0]?.text).toBe('Closed');
  });
  it('can be taken back', async () => {
    close(10);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    undoLast();
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toEqual(['PATCH /api/v1/conversations/10', { status: 'open' }]);
    expect(conversation(10)?.status).toBe('open');
  });
  it('puts the old state back when it is refused, and says why', async () => {
    answer = () => new Response(JSON.stringify({ code: 'forbidden' }), { status: 403 });
    snooze(10, new Date('2026-11-03T08:00:00Z'), 'Tue 09:00');
    expect(conversation(10)?.status).toBe('snoozed');
    await vi.waitFor(() => expect(conversation(10)?.status).toBe('open'));
    expect(conversation(10)?.snoozed_until).toBeNull();
    expect(toasts.value.at(-1)).toMatchObject({ bad: true, text: 'You have no right to do this. Ask an admin.' });
  });
  it('names who was faster', async () => {
    answer = path =>
      sent.length === 1
        ? new Response(JSON.stringify({ code: 'already_assigned', detail: path }), { status: 409 })
        : new Response(JSON.stringify(aConversation({ id: 10, assignee: { id: 3, name: 'Irina' } })), { status: 200 });
    assign(10, { id: 2, name: 'Tomasz' });
    await vi.waitFor(() =>
      expect(toasts.value.at(-1)?.text).toBe('Irina was faster: the conversation is already theirs.'),
    );
    expect(sent[0]?.[1]).toEqual({ assignee_id: 2, expected_assignee_id: 1 });
    expect(conversation(10)?.assignee?.id).toBe(3);
  });
});
