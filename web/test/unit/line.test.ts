/** The socket that does not come: said after two seconds, tried again after fifteen. One that falls silent: given up. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lineLost, startSocket, stopSocket } from '../../app/data/socket';

class Socket {
  static made: Socket[] = [];
  static readonly OPEN = 1;
  readyState = 0;
  onopen?: () => void;
  onclose?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor() {
    Socket.made.push(this);
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  send(): void {}
  hears(): void {
    this.onmessage?.({ data: '[]' });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  Socket.made = [];
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('location', { protocol: 'https:', host: 'parley.example' });
  vi.stubGlobal('fetch', async () => new Response('{}', { status: 200 }));
});
afterEach(() => {
  stopSocket();
  vi.useRealTimers();
});

it('is said to be missing while the first attempt hangs, and tried again', async () => {
  startSocket();
  await vi.advanceTimersByTimeAsync(1_900);
  expect(lineLost.value).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(lineLost.value).toBe(true);
  await vi.advanceTimersByTimeAsync(14_000);
  expect(Socket.made.length).toBe(2);
  Socket.made[1]?.opens();
  expect(lineLost.value).toBe(false);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(Socket.made.length).toBe(2);
});
it('is kept while something is heard on it, if only that nothing is new', async () => {
  startSocket();
  const socket = Socket.made[0];
  socket?.opens();
  for (let i = 0; i < 20; i++) {
    await vi.advanceTimersByTimeAsync(30_000);
    socket?.hears();
  }
  expect(Socket.made.length).toBe(1);
  expect(socket?.readyState).toBe(1);
});
it('is given up when it was cut without a word, and comes back', async () => {
  startSocket();
  const dead = Socket.made[0];
  dead?.opens();
  // The browser would wait for the other side's close for a long time.
  if (dead) dead.close = () => undefined;
  await vi.advanceTimersByTimeAsync(61_000);
  expect(Socket.made.length).toBe(2);
  Socket.made[1]?.opens();
  // What the old one says at last is not heard: the new one asked for it too.
  dead?.onclose?.();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(Socket.made.length).toBe(2);
  expect(lineLost.value).toBe(false);
});
it('is said to be missing two seconds after it went, however often it is tried meanwhile', async () => {
  startSocket();
  Socket.made[0]?.opens();
  Socket.made[0]?.close();
  for (let i = 0; i < 21; i++) {
    await vi.advanceTimersByTimeAsync(100);
    const last = Socket.made.at(-1);
    if (last?.readyState === 0) last.close();
  }
  expect(lineLost.value).toBe(true);
});
