import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepServerTime, now, second, serverNow, startClock } from '../../app/data/clock';
import { take } from '../../app/data/socket';

const minute = 60_000;
const iso = (time: number) => new Date(time).toISOString();

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime('2026-11-02T10:00:00.000Z');
});
afterEach(() => {
  keepServerTime(iso(Date.now()));
  vi.useRealTimers();
});

describe('the clock of the page', () => {
  it("is the server's, however wrong the computer's is", () => {
    const server = Date.now() + 3 * minute;
    take({ type: 'hello', seq: 0, user_id: 1, presence: [], now: iso(server) });
    expect([now.value, second.value, serverNow()]).toEqual([server, server, server]);
    take({ type: 'hello', seq: 0, user_id: 1, presence: [], now: iso(server - 6 * minute) });
    expect([now.value, second.value]).toEqual([server - 6 * minute, server - 6 * minute]);
  });
  it('runs on between two words of the server', () => {
    startClock();
    const server = Date.now() - 3 * minute;
    keepServerTime(iso(server));
    vi.advanceTimersByTime(61_000);
    expect(second.value).toBe(server + 61_000);
    expect(now.value).toBeGreaterThan(server + 55_000);
  });
  it('stays as it is when the server says nothing of it', () => {
    const server = Date.now() + minute;
    keepServerTime(iso(server));
    keepServerTime(undefined as unknown as string);
    expect(serverNow()).toBe(server);
  });
});
