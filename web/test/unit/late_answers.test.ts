/** An answer may be overtaken by events: what the events told stands. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { get, session, sessionLost } from '../../app/data/api';
import { sendAgain } from '../../app/data/commands';
import { take } from '../../app/data/socket';
import { forgetConversations } from '../../app/data/store/conversations';
import { applyEvent } from '../../app/data/store/events';
import { forgetLists, list, loadMore } from '../../app/data/store/lists';
import { forgetSeq, lastSeq } from '../../app/data/store/seq';
import { forgetThreads, loadLater, openThread, pageSize, thread } from '../../app/data/store/threads';
import type { Message, StoredEvent } from '../../app/data/types';
import { aConversation, aMessage, me } from './make';

let release: (body: unknown, status?: number) => void = () => {};
beforeEach(() => {
  forgetConversations();
  forgetLists();
  forgetThreads();
  forgetSeq();
  session.value = { user: me, csrf: 'x', company: 'Nordwind' };
  vi.stubGlobal('fetch', (url: string) => {
    if (url.endsWith('/counts')) return Promise.resolve(new Response('{}', { status: 200 }));
    return new Promise(resolve => {
      release = (body, status = 200) => resolve(new Response(JSON.stringify(body), { status }));
    });
  });
});
const happened = (type: string, data: unknown) =>
  applyEvent({ seq: lastSeq() + 1, type, at: '2026-11-02T10:00:00.000Z', data } as unknown as StoredEvent);
const page = (items: Message[]) => ({ items, next_cursor: null, has_before: false });
const shown = () => thread(10).items.value.map(item => [item.id, item.status]);
const mine = (id: number, status: Message['status']) => aMessage({ id, status, direction: 'outbound' });

describe('an answer that comes late', () => {
  it('does not take a sent message back to the queue', async () => {
    const opened = openThread(10);
    release(page([mine(1, 'failed')]));
    await opened;
    const again = sendAgain(mine(1, 'failed'));
    expect(shown()).toEqual([[1, 'queued']]);
    happened('message.updated', { message: mine(1, 'queued') });
    happened('message.updated', { message: mine(1, 'sent') });
    release(mine(1, 'queued'));
    await again;
    expect(shown()).toEqual([[1, 'sent']]);
  });
  it('that is no, does not either', async () => {
    const opened = openThread(10);
    release(page([mine(1, 'failed')]));
    await opened;
    const again = sendAgain(mine(1, 'failed'));
    happened('message.updated', { message: mine(1, 'sent') });
    release({ code: 'not_failed' }, 409);
    await again;
    expect(shown()).toEqual([[1, 'sent']]);
  });
  it('counts when nothing was told since', async () => {
    const opened = openThread(10);
    release(page([mine(1, 'failed')]));
    await opened;
    const again = sendAgain(mine(1, 'failed'));
    release(mine(1, 'queued'));
    await again;
    expect(shown()).toEqual([[1, 'queued']]);
  });
  it('does not lose a message that came while the thread was being read', async () => {
    const opened = openThread(10);
    happened('message.created', { message: aMessage({ id: 2 }), conversation: aConversation() });
    happened('message.updated', { message: mine(1, 'read') });
    release(page([mine(1, 'sent')]));
    await opened;
    expect(shown()).toEqual([
      [1, 'read'],
      [2, 'delivered'],
    ]);
  });
  it('joins the end of a thread with what came while it was read', async () => {
    const of = thread(11);
    of.items.value = [aMessage({ id: 1, conversation_id: 11 })];
    of.state.value = 'ready';
    of.hasAfter.value = true;
    vi.stubGlobal('fetch', () => {
      happened('message.created', {
        message: aMessage({ id: 3, conversation_id: 11 }),
        conversation: aConversation({ id: 11 }),
      });
      return Promise.resolve(new Response(JSON.stringify(page([aMessage({ id: 2, conversation_id: 11 })]))));
    });
    await loadLater(11);
    expect(of.items.value.map(item => item.id)).toEqual([1, 2, 3]);
    expect(of.hasAfter.value).toBe(false);
  });
  it('leaves a gap alone', async () => {
    const of = thread(11);
    of.items.value = [aMessage({ id: 1, conversation_id: 11 })];
    of.state.value = 'ready';
    of.hasAfter.value = true;
    const more = Array.from({ length: pageSize }, (_, i) => aMessage({ id: i + 2, conversation_id: 11 }));
    vi.stubGlobal('fetch', () => {
      happened('message.created', {
        message: aMessage({ id: 99, conversation_id: 11 }),
        conversation: aConversation({ id: 11 }),
      });
      return Promise.resolve(new Response(JSON.stringify(page(more))));
    });
    await loadLater(11);
    expect(of.items.value.map(item => item.id).at(-1)).toBe(pageSize + 1);
    expect(of.hasAfter.value).toBe(true);
  });
});

describe('a list that is being read', () => {
  const open = (id: number, minute: number) =>
    aConversation({ id, last_activity_at: new Date(Date.UTC(2026, 10, 2, 10, minute)).toISOString() });
  const rows = (items: unknown[], next: string | null = null) => ({ items, next_cursor: next });
  const comes = (id: number, minute: number) => happened('conversation.created', { conversation: open(id, minute) });

  it('for the first time does not lose who wrote meanwhile', async () => {
    const read = loadMore('all', true);
    comes(7, 5);
    release(rows([open(3, 1)]));
    await read;
    expect(list('all').ids.value).toEqual([7, 3]);
  });
  it('again does not either', async () => {
    const first = loadMore('all', true);
    release(rows([open(3, 1)]));
    await first;
    const read = loadMore('all', true);
    comes(7, 5);
    release(rows([open(3, 1)]));
    await read;
    expect(list('all').ids.value).toEqual([7, 3]);
  });
  it('leaves what belongs to a later page to that page', async () => {
    const read = loadMore('all', true);
    comes(7, 0);
    release(
      rows(
        Array.from({ length: 30 }, (_, i) => open(100 - i, 50 - i)),
        'more',
      ),
    );
    await read;
    expect(list('all').ids.value).not.toContain(7);
  });
  it('is read once more when the line stands only then', async () => {
    const read = loadMore('all', true);
    take({ type: 'hello', seq: 40, now: '2026-11-02T10:00:00.000Z', presence: [], typing: [] } as never);
    release(rows([]));
    await Promise.resolve();
    await vi.waitFor(() => expect(list('all').cursor.value).toBeNull());
    await vi.waitFor(() => expect(list('all').loading.value).toBe(true));
    release(rows([open(3, 1)]));
    await read;
    expect(list('all').ids.value).toEqual([3]);
  });
});

describe('an answer to somebody who has left since', () => {
  const next = { user: { ...me, id: me.id + 1 }, csrf: 'y', company: 'Nordwind' };
  beforeEach(() => {
    sessionLost.value = false;
  });
  it('does not ask the next person to sign in again', async () => {
    const asked = get('/views/counts');
    session.value = next;
    release({}, 401);
    await expect(asked).rejects.toMatchObject({ status: 401 });
    expect(sessionLost.value).toBe(false);
  });
  it('tells the next person nothing of theirs', async () => {
    const asked = get('/drafts');
    session.value = next;
    release({ items: ['secret'] });
    await expect(asked).rejects.toMatchObject({ status: 401 });
    expect(sessionLost.value).toBe(false);
  });
  it('but of the same session it does', async () => {
    const asked = get('/drafts');
    session.value = { user: { ...me, name: 'Renamed' }, csrf: 'x', company: 'Nordwind' };
    release({}, 401);
    await expect(asked).rejects.toMatchObject({ status: 401 });
    expect(sessionLost.value).toBe(true);
  });
});
