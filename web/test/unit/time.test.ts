import { describe, expect, it } from 'vitest';
import { dayName, duration, heat, playTime, shortTime, waited } from '../../shared/time';

const minute = 60_000;
const hour = 60 * minute;
const now = new Date(2026, 10, 3, 14, 33).getTime();

describe('a span waited', () => {
  it('has one unit', () => {
    expect([30_000, 41 * minute, 3.5 * hour, 50 * hour].map(span => waited(span, 'en'))).toEqual([
      undefined,
      '41 min',
      '3 hr',
      '2 days',
    ]);
  });
  it('speaks Russian and Polish', () => {
    expect(waited(41 * minute, 'ru')).toBe('41 мин');
    expect(waited(72 * hour, 'ru')).toBe('3 дня');
    expect(waited(120 * hour, 'pl')).toBe('5 dni');
  });
});
describe('a measured span', () => {
  it('has two units where they say something', () => {
    expect(
      [800, 48_000, 252_000, 27 * minute + 9000, 65 * minute, 2 * hour, 51 * hour].map(span => duration(span, 'en')),
    ).toEqual(['1 sec', '48 sec', '4 min 12 sec', '27 min', '1 hr 5 min', '2 hr', '2 days 3 hr']);
  });
});
describe('a moment', () => {
  it('is a clock today, a weekday in the week, a date after', () => {
    expect(shortTime(new Date(2026, 10, 3, 9, 5).getTime(), now, 'en')).toBe('09:05');
    expect(shortTime(new Date(2026, 10, 2, 23, 59).getTime(), now, 'en')).toBe('Monday');
    expect(shortTime(new Date(2026, 9, 2).getTime(), now, 'pl')).toBe('2 paź');
    expect(shortTime(new Date(2025, 9, 2).getTime(), now, 'en')).toContain('2025');
  });
  it('counts days by the calendar, over a clock change too', () => {
    const afterChange = new Date(2026, 9, 25, 12).getTime();
    expect(dayName(new Date(2026, 9, 24, 23, 30).getTime(), afterChange, 'en')).toBe('Yesterday');
    expect(dayName(now, now, 'ru')).toBe('Сегодня');
  });
});
describe('the heat of a wait', () => {
  const at = (share: number) => heat(now - share * 300_000, 300, now);
  it('is calm under 80 per cent, soon from there, late beyond the target', () => {
    expect([0, 0.79, 0.8, 1, 1.01].map(share => at(share).level)).toEqual(['calm', 'calm', 'soon', 'soon', 'late']);
  });
  it('never fills over the top and never below nothing', () => {
    expect(at(9).share).toBe(1);
    expect(at(-1).share).toBe(0);
  });
  it('has a target even where none is set', () => {
    expect(heat(now - 150_000, 0, now).share).toBeCloseTo(0.5);
  });
});
it('writes play time', () => {
  expect([0, 7400, 760_000].map(playTime)).toEqual(['0:00', '0:07', '12:40']);
});
