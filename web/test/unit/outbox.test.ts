import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, session } from '../../app/data/api';
import { clientId, Outbox, type Outgoing, type Shelf } from '../../app/data/outbox';
import { forgetThreads, takeMessage, thread } from '../../app/data/store/threads';
import type { Message } from '../../app/data/types';
import { aMessage, me } from './make';

function memoryShelf(): Shelf & { items: Map<string, Outgoing> } {
  const items = new Map<string, Outgoing>();
  return {
    items,
    put: async entry => void items.set(entry.client_id, entry),
    remove: async id => void items.delete(id),
    all: async () => [...items.values()],
  };
}
let n = 0;
const entry = (text: string, part: Partial<Outgoing> = {}): Outgoing => ({
  client_id: `k${++n}`,
  user_id: 1,
  conversation_id: 10,
  text,
  attachments: [],
  reply_to: null,
  note: false,
  at: '2026-11-02T10:00:00.000Z',
  ...part,
});
let stored = 1000;
const accept = (from: Outgoing): Message =>
  aMessage({ id: ++stored, client_id: from.client_id, text: from.text, direction: 'outbound', status: 'queued' });
const shown = () => thread(10).items.value.map(message => [message.text, message.status, message.id > 0]);
const flush = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime('2026-11-02T10:00:30.000Z');
  forgetThreads();
  session.value = { user: me, csrf: 'x', company: 'Nordwind' };
  thread(10).state.value = 'ready';
});

describe('the outbox', () => {
  it('shows a message before it is sent and gives it its id after', async () => {
    let arrive: (message: Message) => void = () => undefined;
    const shelf = memoryShelf();
    const outbox = new Outbox(
      shelf,
      () =>
        new Promise(resolve => {
          arrive = resolve;
        }),
    );
    const mine = entry('hello');
    const sending = outbox.send(mine);
    expect(shown()).toEqual([['hello', 'queued', false]]);
    await sending;
    await flush();
    expect(shown()).toEqual([['hello', 'sending', false]]);
    arrive(accept(mine));
    await flush();
    expect(shown()).toEqual([['hello', 'queued', true]]);
    expect(shelf.items.size).toBe(0);
  });
  it('keeps what the event told when the answer comes after it', async () => {
    let arrive: (message: Message) => void = () => undefined;
    const outbox = new Outbox(
      memoryShelf(),
      () =>
        new Promise(resolve => {
          arrive = resolve;
        }),
    );
    const mine = entry('refused');
    await outbox.send(mine);
    const answer = accept(mine);
    takeMessage({ ...answer, status: 'failed' });
    await outbox.settled(answer);
    arrive(answer);
    await flush();
    expect(shown()).toEqual([['refused', 'failed', true]]);
  });
  it('tries again with the same client id until the server has spoken', async () => {
    const ids: string[] = [];
    const outbox = new Outbox(
      memoryShelf(),
      async item => {
        ids.push(item.client_id);
        if (ids.length < 3) throw new ApiError(ids.length === 1 ? 0 : 503, 'x', '');
        return accept(item);
      },
      () => 0.5,
    );
    await outbox.send(entry('again'));
    await flush();
    expect(shown()).toEqual([['again', 'queued', false]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(3);
    expect(shown()).toEqual([['again', 'queued', true]]);
  });
  it('keeps the order of a conversation while the first one waits', async () => {
    const order: string[] = [];
    let down = true;
    const outbox = new Outbox(memoryShelf(), async item => {
      if (down) throw new ApiError(0, 'network', '');
      order.push(item.text);
      return accept(item);
    });
    await outbox.send(entry('one'));
    await outbox.send(entry('two'));
    await flush();
    down = false;
    outbox.retryAll();
    await flush();
    expect(order).toEqual(['one', 'two']);
  });
  it('does not hold up other conversations', async () => {
    const outbox = new Outbox(memoryShelf(), async item => {
      if (item.conversation_id === 10) throw new ApiError(0, 'network', '');
      return { ...accept(item), conversation_id: 11 };
    });
    thread(11).state.value = 'ready';
    await outbox.send(entry('stuck'));
    await outbox.send(entry('free', { conversation_id: 11 }));
    await flush();
    expect(thread(11).items.value.map(message => message.id > 0)).toEqual([true]);
  });
  it('keeps a refused one with its reason and goes on with the next', async () => {
    const shelf = memoryShelf();
    const outbox = new Outbox(shelf, async item => {
      if (item.text === 'bad') throw new ApiError(422, 'too_large', 'Too large');
      return accept(item);
    });
    const bad = entry('bad');
    await outbox.send(bad);
    await outbox.send(entry('good'));
    await flush();
    expect(shown()).toEqual([
      ['good', 'queued', true],
      ['bad', 'failed', false],
    ]);
    expect(thread(10).items.value.find(message => message.text === 'bad')?.error).toEqual({
      code: 'too_large',
      message: 'Too large',
    });
    expect([...shelf.items.keys()]).toEqual([bad.client_id]);
    expect(await outbox.discard(bad.client_id, 10)).toMatchObject({ text: 'bad' });
    expect(shown()).toEqual([['good', 'queued', true]]);
    expect(shelf.items.size).toBe(0);
  });
  it('is settled by the event when the answer is lost, and sends no second time', async () => {
    let calls = 0;
    const outbox = new Outbox(memoryShelf(), async item => {
      calls += 1;
      await outbox.settled(accept(item));
      throw new ApiError(0, 'network', '');
    });
    await outbox.send(entry('once'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(calls).toBe(1);
  });
  it('waits for the log-in instead of failing', async () => {
    let signedIn = false;
    const outbox = new Outbox(memoryShelf(), async item => {
      if (!signedIn) throw new ApiError(401, 'unauthorized', '');
      return accept(item);
    });
    await outbox.send(entry('patient'));
    await flush();
    expect(shown()).toEqual([['patient', 'queued', false]]);
    signedIn = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown()).toEqual([['patient', 'queued', true]]);
  });
  it('takes up after a reload what is mine and nobody else’s', async () => {
    const shelf = memoryShelf();
    const mine = entry('left');
    shelf.items.set('a', mine);
    shelf.items.set('b', entry('theirs', { user_id: 2 }));
    const sent: string[] = [];
    const outbox = new Outbox(shelf, async item => {
      sent.push(item.text);
      return accept(item);
    });
    await outbox.restore(1);
    await flush();
    expect(sent).toEqual(['left']);
  });
  it('sends nothing of a person who left, and all of it when they are back', async () => {
    const shelf = memoryShelf();
    const sent: [string, number | undefined][] = [];
    let line = false;
    const outbox = new Outbox(shelf, async one => {
      if (!line) throw new ApiError(0, 'network', '');
      sent.push([one.text, session.peek()?.user.id]);
      return accept(one);
    });
    await outbox.send(entry('mine'));
    await flush();
    outbox.leave();
    session.value = { user: { ...me, id: 2 }, csrf: 'y', company: 'Nordwind' };
    line = true;
    await outbox.restore(1);
    await outbox.restore(2);
    outbox.retryAll();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent).toEqual([]);
    session.value = { user: me, csrf: 'x', company: 'Nordwind' };
    await outbox.restore(1);
    await flush();
    expect(sent).toEqual([['mine', 1]]);
    expect(shelf.items.size).toBe(0);
  });
  it('asks before it sends what waited for more than a day', async () => {
    const shelf = memoryShelf();
    const sent: string[] = [];
    const outbox = new Outbox(shelf, async one => {
      sent.push(one.text);
      return accept(one);
    });
    const hours = (n: number) => new Date(Date.now() - n * 3_600_000).toISOString();
    const old = entry('of last week', { at: hours(25) });
    await shelf.put(old);
    await shelf.put(entry('of today', { at: hours(23) }));
    await outbox.restore(1);
    await flush();
    expect(sent).toEqual(['of today']);
    expect(thread(10).items.value.map(one => [one.text, one.status, one.error?.code])).toContainEqual([
      'of last week',
      'failed',
      'waited_too_long',
    ]);
    await outbox.retry(old.client_id);
    await flush();
    expect(sent).toEqual(['of today', 'of last week']);
    expect(shelf.items.size).toBe(0);
  });
  it('destroys the unsent of one person alone', async () => {
    const shelf = memoryShelf();
    const outbox = new Outbox(shelf, () => new Promise(() => undefined));
    await outbox.send(entry('mine'));
    await outbox.send(entry('theirs', { user_id: 2 }));
    expect((await outbox.unsent(1)).map(one => one.text)).toEqual(['mine']);
    await outbox.destroy(1);
    expect([...shelf.items.values()].map(one => one.text)).toEqual(['theirs']);
  });
});

it('makes client ids without a secure context', () => {
  expect(clientId()).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(Array.from({ length: 100 }, clientId)).size).toBe(100);
});
