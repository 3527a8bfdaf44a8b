import { describe, expect, it } from 'vitest';
import { areDays, asked, filtersOf, lengthOf } from '../../app/stats/period';

describe('the period of a report', () => {
  it('is a week unless the address says otherwise', () => {
    expect(filtersOf('')).toMatchObject({ days: 7, from: null, to: null });
    expect(filtersOf('?days=30')).toMatchObject({ days: 30 });
    expect(filtersOf('?days=31')).toMatchObject({ days: 7 });
  });
  it('may be named by its first and last day, both of which are in', () => {
    const filters = filtersOf('?from=2026-11-03&to=2026-11-14&channel=7');
    expect(filters).toMatchObject({ days: null, from: '2026-11-03', to: '2026-11-14', channel: '7' });
    expect(lengthOf(filters)).toBe(12);
    const { from, to, days } = asked(filters);
    expect([days, Date.parse(String(to)) > Date.parse(String(from))]).toEqual([null, true]);
    expect(new Date(String(from)).getHours()).toBe(0);
    expect([new Date(String(to)).getDate(), new Date(String(to)).getHours()]).toEqual([15, 0]);
  });
  it('is nothing else', () => {
    for (const [from, to] of [
      ['2026-11-14', '2026-11-03'],
      ['2026-02-30', '2026-03-03'],
      ['x', '2026-03-03'],
      ['2026-11-03', null],
    ] as const)
      expect(areDays(from, to), `${from} ${to}`).toBe(false);
    expect(filtersOf('?from=2026-11-14&to=2026-11-03')).toMatchObject({ days: 7, from: null });
    expect(areDays('2026-11-03', '2026-11-03')).toBe(true);
  });
});
