import { describe, expect, it } from 'vitest';
import { logScale } from '../../app/stats/figures';

const minute = 60_000;

describe('the scale that people and channels share', () => {
  it('gives equal room to equal ratios', () => {
    const place = logScale([minute, 60 * minute]);
    const step = place(10 * minute) - place(5 * minute);
    expect(place(20 * minute) - place(10 * minute)).toBeCloseTo(step, 6);
    expect([place(minute) > 0, place(60 * minute) < 1]).toEqual([true, true]);
  });
  it('stays inside its room, whatever it is asked', () => {
    for (const values of [[], [null], [0], [300_000], [1, 1], [1000, 8 * 86_400_000]]) {
      const place = logScale(values);
      for (const value of [0, 1, 999, 300_000, 1e12]) {
        expect(place(value)).toBeGreaterThanOrEqual(0);
        expect(place(value)).toBeLessThanOrEqual(1);
      }
    }
  });
});
