import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '../../app/data/api';
import { closeAll, runBulk, stepsOf, stopBulk, tagAll, waysBack } from '../../app/data/bulk';
import { progress } from '../../app/data/selection';
import { me } from './make';

const before = {
  status: 'open',
  snoozed_until: null,
  assignee_id: null,
  unread: 0,
  priority: 0,
  tags: [],
  stage_id: null,
} as const;
const item = (id: number, more: object = {}) => ({ id, before: { ...before, tags: [...before.tags], ...more } });
const keys = () => {
  let n = 0;
  return () => `k${n++}`;
};

describe('an act on many', () => {
  it('goes in requests of 200, each with its own key', () => {
    const ids = Array.from({ length: 450 }, (_, i) => i + 1);
    const steps = stepsOf([{ ids, body: { status: 'closed' } }], keys());
    expect(steps.map(step => [step.key, step.ids.length, step.ids[0]])).toEqual([
      ['k0', 200, 1],
      ['k1', 200, 201],
      ['k2', 50, 401],
    ]);
  });
  it('is taken back to what each was before', () => {
    const items = [item(1), item(2, { status: 'closed' }), item(3, { status: 'snoozed', snoozed_until: 'later' })];
    expect(waysBack(items, closeAll(3).undo)).toEqual([
      { body: { status: 'open' }, ids: [1] },
      { body: { status: 'snoozed', snoozed_until: 'later' }, ids: [3] },
    ]);
    expect(stepsOf(waysBack(items, closeAll(3).undo), keys())).toHaveLength(2);
  });
  it('says how it is made again', () => {
    expect(closeAll(3).again).toEqual(['closeAll', 3]);
    expect(tagAll(2, 'Wholesale', true).again).toEqual(['tagAll', 2, 'Wholesale', true]);
    expect(JSON.parse(JSON.stringify(tagAll(2, 'Wholesale', true).again))).toEqual(['tagAll', 2, 'Wholesale', true]);
  });
});

describe('an act in several requests, on a line that breaks', () => {
  const ids = Array.from({ length: 450 }, (_, i) => i + 1);
  let asked: string[] = [];
  /** The line is down from the second request on, so many times. */
  const breaks = (times: number) =>
    vi.stubGlobal('fetch', async (path: string, options: RequestInit) => {
      if (!path.endsWith('/bulk')) return Response.json({ items: [] });
      asked.push(new Headers(options.headers).get('Idempotency-Key') ?? '');
      if (asked.length > 1 && asked.length <= 1 + times) throw new TypeError('network');
      const sent: number[] = JSON.parse(String(options.body)).ids;
      return Response.json({ items: sent.map(id => item(id)) });
    });
  beforeEach(() => {
    vi.useFakeTimers();
    session.value = { user: me, csrf: 'x', company: 'Nordwind' };
    asked = [];
  });
  afterEach(() => void vi.useRealTimers());

  it('asks with the same key until there is an answer, and goes on', async () => {
    breaks(2);
    const done = runBulk(ids, closeAll(450));
    await vi.advanceTimersByTimeAsync(0);
    expect([asked.length, progress.value]).toEqual([2, { done: 200, all: 450 }]);
    await vi.advanceTimersByTimeAsync(10_000);
    await done;
    expect(asked).toHaveLength(5);
    expect(new Set(asked.slice(1, 4)).size).toBe(1);
    expect(new Set(asked).size).toBe(3);
    expect(progress.value).toBe(null);
  });
  it('can be stopped while it waits', async () => {
    breaks(100);
    const done = runBulk(ids, closeAll(450));
    await vi.advanceTimersByTimeAsync(0);
    stopBulk();
    await vi.advanceTimersByTimeAsync(5000);
    await done;
    expect([asked.length, progress.value]).toEqual([2, null]);
  });
});
