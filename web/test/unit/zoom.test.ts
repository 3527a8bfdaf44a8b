import { expect, it } from 'vitest';
import { kept, whole, zoomed } from '../../app/thread/zoom';

const screen = { width: 1000, height: 800 };
const picture = { width: 900, height: 400 };

it('keeps what is under the hand where it is', () => {
  const at = { x: 100, y: -50 };
  const look = zoomed({ scale: 2, x: 30, y: 10 }, 1.5, at);
  // The same place of the picture, before and after.
  expect((at.x - look.x) / look.scale).toBeCloseTo((at.x - 30) / 2);
  expect((at.y - look.y) / look.scale).toBeCloseTo((at.y - 10) / 2);
});
it('is never smaller than whole nor larger than eight times', () => {
  expect(zoomed({ scale: 1.2, x: 40, y: 0 }, 0.5, { x: 10, y: 10 })).toEqual(whole);
  expect(zoomed({ scale: 6, x: 0, y: 0 }, 2, { x: 0, y: 0 }).scale).toBe(8);
});
it('moves as far as there is more to see', () => {
  expect(kept({ scale: 2, x: 5000, y: 50 }, picture, screen)).toEqual({ scale: 2, x: 400, y: 0 });
  expect(kept({ scale: 2, x: -100, y: 0 }, picture, screen)).toEqual({ scale: 2, x: -100, y: 0 });
  expect(kept({ scale: 1, x: 9, y: 9 }, picture, screen)).toEqual(whole);
});
