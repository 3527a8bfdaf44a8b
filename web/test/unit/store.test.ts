import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '../../app/data/api';
import { take } from '../../app/data/socket';
import { conversation, forgetConversations, keep } from '../../app/data/store/conversations';
import { applyEvent } from '../../app/data/store/events';
import { counts, forgetLists, hold, list, loadMore, release } from '../../app/data/store/lists';
import {
  forgetPeople,
  keepTyping,
  keepUser,
  keepViewing,
  loadPeople,
  typingIn,
  users,
  viewing,
  writing,
} from '../../app/data/store/people';
import { forgetSeq, lastSeq, saw } from '../../app/data/store/seq';
import {
  forgetThreads,
  mergeMessages,
  mostMessages,
  openThread,
  takeMessage,
  thread,
} from '../../app/data/store/threads';
import { compare, place } from '../../app/data/store/views';
import type { Conversation, Message, StoredEvent } from '../../app/data/types';
import { aConversation, aMessage, me } from './make';

let answers: Record<string, unknown> = {};
const asked: string[] = [];
beforeEach(() => {
  forgetConversations();
  forgetLists();
  forgetThreads();
  forgetPeople();
  forgetSeq();
  session.value = { user: me, csrf: 'x', company: 'Nordwind' };
  answers = { '/conversations/counts': { mine: 1, unassigned: 0, waiting: 0, snoozed: 0, all: 1 } };
  asked.length = 0;
  vi.stubGlobal('fetch', async (url: string) => {
    const path = url.replace('/api/v1', '');
    asked.push(path);
    const found = Object.entries(answers).find(([start]) => path.startsWith(start));
    return new Response(JSON.stringify(found?.[1] ?? { items: [], next_cursor: null }), { status: 200 });
  });
});

const event = (type: string, data: unknown): StoredEvent =>
  ({ seq: lastSeq() + 1, type, at: '2026-11-02T10:00:00.000Z', data }) as unknown as StoredEvent;
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 2, 10, minutes)).toISOString();
async function loaded(view: 'mine' | 'all' | 'closed' | 'waiting', items: Conversation[], next: string | null = null) {
  answers['/conversations?'] = { items, next_cursor: next };
  await loadMore(view, true);
}

describe('a page that holds fewer than a screenful and has a cursor', () => {
  const pages = () => asked.filter(path => path.startsWith('/conversations?'));
  it('is asked on from there until there is enough or no more', async () => {
    const closed = (id: number) => aConversation({ id, status: 'closed', last_activity_at: at(id) });
    const beyond = (cursor: string) => `/conversations?view=closed&sort=newest&limit=200&cursor=${cursor}`;
    answers[beyond('90')] = { items: [], next_cursor: '50' };
    answers[beyond('50')] = { items: [closed(7)], next_cursor: null };
    answers['/conversations?'] = { items: [closed(9)], next_cursor: '90' };
    await loadMore('closed', true);
    expect(pages().slice(1)).toEqual([beyond('90'), beyond('50')]);
    expect(list('closed').ids.value).toEqual([9, 7]);
    expect(list('closed').cursor.value).toBeNull();
    expect(pages().length).toBe(3);
  });
  it('ends where the server comes no further', async () => {
    answers['/conversations?'] = { items: [], next_cursor: '90' };
    await loadMore('closed', true);
    expect(pages().length).toBe(2);
  });
});

describe('conversation events', () => {
  it('put a new conversation at its place', async () => {
    await loaded('all', [
      aConversation({ id: 1, last_activity_at: at(5) }),
      aConversation({ id: 2, last_activity_at: at(1) }),
    ]);
    applyEvent(event('conversation.created', { conversation: aConversation({ id: 3, last_activity_at: at(3) }) }));
    expect(list('all').ids.value).toEqual([1, 3, 2]);
  });
  it('take a closed one out of the open lists and into the closed', async () => {
    await loaded('all', [aConversation({ id: 1 })]);
    await loaded('closed', []);
    applyEvent(event('conversation.updated', { conversation: aConversation({ id: 1, status: 'closed' }) }));
    expect(list('all').ids.value).toEqual([]);
    expect(list('closed').ids.value).toEqual([1]);
  });
  it('take one given to somebody else out of my queue', async () => {
    await loaded('mine', [aConversation({ id: 1 })]);
    applyEvent(
      event('conversation.updated', { conversation: aConversation({ id: 1, assignee: { id: 2, name: 'Tomasz' } }) }),
    );
    expect(list('mine').ids.value).toEqual([]);
  });
  it('keep what only the long form carries', () => {
    const contact_detail = {
      id: 5,
      name: 'Anna',
      phone: '+48',
      email: null,
      language: null,
      avatar_url: null,
      blocked: false,
      phone_verified: false,
      email_verified: false,
      created_at: at(0),
      attributes: {},
      identities: [],
      consents: [],
      merged: [],
      merged_into: null,
    };
    keep(aConversation({ contact_detail }), 0);
    applyEvent(event('conversation.updated', { conversation: aConversation({ unread: 4 }) }));
    expect(conversation(10)).toMatchObject({ unread: 4, contact_detail: { phone: '+48' } });
  });
  it('count once when they come again', () => {
    const same = event('conversation.updated', { conversation: aConversation({ unread: 1 }) });
    applyEvent(same);
    keep(aConversation({ unread: 7 }), 99);
    applyEvent(same);
    expect(conversation(10)?.unread).toBe(7);
  });
  it('win over an answer that was asked for before them', () => {
    keep(aConversation({ unread: 0 }), 0);
    applyEvent(event('conversation.updated', { conversation: aConversation({ unread: 3 }) }));
    keep(aConversation({ unread: 0 }), 0);
    expect(conversation(10)?.unread).toBe(3);
  });
  it('leave the rows alone while the list is read, and let them in after', async () => {
    await loaded('all', [
      aConversation({ id: 1, last_activity_at: at(5) }),
      aConversation({ id: 2, last_activity_at: at(1) }),
    ]);
    hold('all', true);
    applyEvent(event('conversation.updated', { conversation: aConversation({ id: 2, last_activity_at: at(9) }) }));
    applyEvent(event('conversation.created', { conversation: aConversation({ id: 3, last_activity_at: at(10) }) }));
    expect(list('all').ids.value).toEqual([1, 2]);
    expect(list('all').waiting.value).toEqual([3]);
    release('all');
    expect(list('all').ids.value).toEqual([3, 2, 1]);
    expect(list('all').waiting.value).toEqual([]);
  });
  it('do not show a row that belongs below the loaded pages', async () => {
    await loaded('all', [aConversation({ id: 1, last_activity_at: at(5) })], 'more');
    applyEvent(event('conversation.updated', { conversation: aConversation({ id: 9, last_activity_at: at(1) }) }));
    expect(list('all').ids.value).toEqual([1]);
  });
  it('ask for the counts', async () => {
    vi.useFakeTimers();
    applyEvent(event('conversation.updated', { conversation: aConversation() }));
    applyEvent(event('conversation.updated', { conversation: aConversation() }));
    await vi.advanceTimersByTimeAsync(400);
    vi.useRealTimers();
    expect(asked.filter(path => path.endsWith('/counts'))).toHaveLength(1);
    expect(counts.value?.all).toBe(1);
  });
});

describe('order', () => {
  const wait = (minutes: number) => ({ id: 1, opened_at: at(minutes), first: true, target_seconds: 300 });
  it('puts the longest wait first and those who do not wait last', () => {
    const long = aConversation({ id: 1, wait: wait(0) });
    const short = aConversation({ id: 2, wait: wait(9) });
    const none = aConversation({ id: 3, last_activity_at: at(50) });
    expect([none, short, long].sort((a, b) => compare('wait', a, b)).map(item => item.id)).toEqual([1, 2, 3]);
  });
  it('answers the same array when nothing moves', () => {
    const items = new Map([1, 2].map(id => [id, aConversation({ id, last_activity_at: at(10 - id) })]));
    const ids = [1, 2];
    expect(place(ids, items.get(2)!, true, 'newest', id => items.get(id))).toBe(ids);
  });
});

describe('message events', () => {
  const open = async (items: Message[], has_before = false) => {
    answers['/conversations/10/messages'] = { items, next_cursor: null, has_before };
    await openThread(10);
  };
  const texts = () => thread(10).items.value.map(item => item.text);

  it('add a message to an open thread and move its conversation up', async () => {
    await open([aMessage({ id: 1, text: 'a' })]);
    await loaded('all', [
      aConversation({ id: 11, last_activity_at: at(5) }),
      aConversation({ id: 10, last_activity_at: at(1) }),
    ]);
    applyEvent(
      event('message.created', {
        message: aMessage({ id: 2, text: 'b' }),
        conversation: aConversation({ last_activity_at: at(7), unread: 1 }),
      }),
    );
    expect(texts()).toEqual(['a', 'b']);
    expect(list('all').ids.value).toEqual([10, 11]);
  });
  it('stand in for the local bubble with the same client id', async () => {
    await open([aMessage({ id: 1, text: 'a' })]);
    takeMessage(aMessage({ id: -1, client_id: 'c1', text: 'mine', status: 'sending', direction: 'outbound' }));
    applyEvent(
      event('message.created', {
        message: aMessage({ id: 2, client_id: 'c1', text: 'mine', status: 'queued', direction: 'outbound' }),
        conversation: aConversation(),
      }),
    );
    expect(thread(10).items.value.map(item => item.id)).toEqual([1, 2]);
  });
  it('change state, text and deletion in place', async () => {
    await open([aMessage({ id: 1 }), aMessage({ id: 2, status: 'queued', direction: 'outbound' })]);
    applyEvent(event('message.updated', { message: aMessage({ id: 2, status: 'read', direction: 'outbound' }) }));
    applyEvent(event('message.updated', { message: aMessage({ id: 1, text: 'edited', edited_at: at(2) }) }));
    applyEvent(event('message.updated', { message: aMessage({ id: 1, deleted_at: at(3) }) }));
    expect(thread(10).items.value.map(item => [item.status, item.deleted_at])).toEqual([
      ['delivered', at(3)],
      ['read', null],
    ]);
  });
  it('reach the row of the list when they are about its last message', () => {
    const last = {
      id: 2,
      direction: 'outbound',
      author_type: 'operator',
      author: { type: 'operator', id: 1, name: 'Olga' },
      note: false,
      kind: 'text',
      text: 'Hello',
      at: at(1),
      status: 'sent',
    } as const;
    keep(aConversation({ last_message: last }), 1);
    applyEvent(event('message.updated', { message: aMessage({ id: 2, text: 'Hallo', status: 'failed' }) }));
    expect(conversation(10)?.last_message).toMatchObject({ id: 2, text: 'Hallo', status: 'failed' });
    applyEvent(event('message.updated', { message: aMessage({ id: 1, text: 'older', status: 'read' }) }));
    expect(conversation(10)?.last_message).toMatchObject({ id: 2, text: 'Hallo', status: 'failed' });
  });
  it('do not open a gap while the end is not loaded', async () => {
    await open([aMessage({ id: 1 })]);
    thread(10).hasAfter.value = true;
    takeMessage(aMessage({ id: 9 }));
    expect(thread(10).items.value.map(item => item.id)).toEqual([1]);
  });
  it('end the typing of the customer', () => {
    keepTyping(10, 'contact', null, true);
    expect(typingIn.value.has(10)).toBe(true);
    applyEvent(event('message.created', { message: aMessage({ id: 2 }), conversation: aConversation() }));
    expect(typingIn.value.has(10)).toBe(false);
  });
  it('never hold more than the window', async () => {
    await open(Array.from({ length: mostMessages }, (_, i) => aMessage({ id: i + 1 })));
    takeMessage(aMessage({ id: 1000 }));
    expect(thread(10).items.value).toHaveLength(mostMessages);
    expect(thread(10).items.value.at(-1)?.id).toBe(1000);
    expect(thread(10).hasBefore.value).toBe(true);
  });
  it('keep local messages at the end, in the order they were written', () => {
    const merged = mergeMessages(
      [aMessage({ id: -2, client_id: 'b' }), aMessage({ id: -1, client_id: 'a' })],
      [aMessage({ id: 5 }), aMessage({ id: 3 })],
    );
    expect(merged.map(item => item.id)).toEqual([3, 5, -1, -2]);
  });
});

describe('other events', () => {
  it('change a lead wherever it is shown', () => {
    keep(aConversation(), 0);
    const lead = {
      id: 7,
      title: 'Bike',
      contact_id: 5,
      conversation_id: 10,
      pipeline_id: 1,
      stage: { id: 2, name: 'Offer', group: 'active' },
      owner: null,
      amount_minor: null,
      currency: null,
      created_at: at(0),
      first_touch: null,
      last_touch: null,
      touches: [],
      history: [],
    };
    applyEvent(event('lead.created', { lead }));
    applyEvent(event('lead.updated', { lead: { ...lead, stage: { id: 3, name: 'Won', group: 'won' } } }));
    expect(conversation(10)).toMatchObject({
      lead: { id: 7, stage: { name: 'Won' } },
      lead_detail: { stage: { id: 3 } },
    });
  });
  it('rename a contact in every conversation', () => {
    keep(aConversation({ id: 10 }), 0);
    keep(aConversation({ id: 11 }), 0);
    applyEvent(event('contact.updated', { contact: { id: 5, name: 'Anna S.', avatar_url: null } }));
    expect([conversation(10)?.contact.name, conversation(11)?.contact.name]).toEqual(['Anna S.', 'Anna S.']);
  });
  it('change a user, me included', () => {
    applyEvent(event('user.updated', { user: { ...me, name: 'Olga N.' } }));
    expect(users.value.get(1)?.name).toBe('Olga N.');
    expect(session.value?.user.name).toBe('Olga N.');
  });
  it('that come without their object change nothing', () => {
    keep(aConversation(), 0);
    applyEvent(event('conversation.updated', { conversation: null }));
    expect(conversation(10)).toMatchObject({ id: 10 });
  });
  it('count a channel event as seen', () => {
    const before = lastSeq();
    applyEvent(event('channel.updated', { channel: {} }));
    expect(lastSeq()).toBe(before + 1);
  });
});

describe('frames without a number', () => {
  it('presence in whole marks the others offline', () => {
    keepUser({ ...me, id: 2, presence: 'online' });
    keepUser({ ...me, id: 3, presence: 'offline' });
    saw(1);
    take({
      type: 'hello',
      seq: 1,
      user_id: 1,
      presence: [{ user_id: 3, state: 'away' }],
      now: new Date().toISOString(),
    });
    expect([users.value.get(2)?.presence, users.value.get(3)?.presence]).toEqual(['offline', 'away']);
  });
  it('presence told before the people were read is not undone by them', async () => {
    take({ type: 'presence', user_id: 1, state: 'online' });
    answers['/users'] = { items: [{ ...me, presence: 'offline' }], next_cursor: null };
    answers['/pipelines'] = { items: [], next_cursor: null };
    await loadPeople();
    expect(users.value.get(1)?.presence).toBe('online');
    expect(session.value?.user.presence).toBe('online');
  });
  it('viewing and writing leave me out', () => {
    keepViewing(10, [1, 2]);
    keepTyping(10, 'operator', 1, true);
    expect(viewing.value.get(10)).toEqual([2]);
    expect(writing.value.has(10)).toBe(false);
    keepTyping(10, 'operator', 2, true);
    expect(writing.value.get(10)).toBe(2);
    keepViewing(10, [1]);
    expect(viewing.value.has(10)).toBe(false);
  });
  it('a typing that never ended is forgotten', () => {
    vi.useFakeTimers();
    keepTyping(10, 'contact', null, true);
    vi.advanceTimersByTime(6100);
    vi.useRealTimers();
    expect(typingIn.value.has(10)).toBe(false);
  });
  it('refetch reads the lists again and goes on from there', async () => {
    await loaded('all', [aConversation({ id: 1 })]);
    answers['/conversations?'] = { items: [aConversation({ id: 1 }), aConversation({ id: 2 })], next_cursor: null };
    take({ type: 'refetch', seq: 500 });
    await vi.waitFor(() => expect(list('all').ids.value).toHaveLength(2));
    expect(lastSeq()).toBe(500);
  });
});

describe('a thread', () => {
  it('goes to the message asked for while a page was under way, whatever else is asked meanwhile', async () => {
    await Promise.all([openThread(7), openThread(7, 50), openThread(7)]);
    await vi.waitFor(() => expect(thread(7).busy).toBe(false));
    expect(asked.filter(path => path.startsWith('/conversations/7/messages'))).toEqual([
      '/conversations/7/messages?limit=40',
      '/conversations/7/messages?limit=40&before=51',
      '/conversations/7/messages?limit=40&after=50',
    ]);
  });
});
