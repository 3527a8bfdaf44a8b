import { describe, expect, it } from 'vitest';
import { atOf, fieldOf, lastMoment, laterChoices, momentIn, whenWords } from '../../app/later/times';

const office = [['09:00', '18:00']] as const;
const warsaw = {
  zone: 'Europe/Warsaw',
  week: [office, office, office, office, office, [], []],
  exceptions: {} as Record<string, typeof office | []>,
};
const utc = (text: string) => Date.parse(`${text}:00Z`);
const of = (now: string, calendar: Parameters<typeof laterChoices>[1], until?: string) =>
  Object.fromEntries(
    laterChoices(utc(now), calendar, until ? utc(until) : undefined).map(({ id, at }) => [
      id,
      new Date(at).toISOString().slice(0, 16),
    ]),
  );

describe('what a clock of another zone shows', () => {
  it.each([
    ['Europe/Warsaw', '2026-11-27T09:00', '2026-11-27T08:00'],
    ['Europe/Warsaw', '2026-07-01T09:00', '2026-07-01T07:00'],
    ['America/New_York', '2026-11-27T09:00', '2026-11-27T14:00'],
    ['Asia/Kathmandu', '2026-11-27T09:00', '2026-11-27T03:15'],
    // Either side of the hour that is skipped or comes twice.
    ['Europe/Warsaw', '2026-03-29T01:59', '2026-03-29T00:59'],
    ['Europe/Warsaw', '2026-03-29T03:00', '2026-03-29T01:00'],
    ['Europe/Warsaw', '2026-10-25T03:00', '2026-10-25T02:00'],
    ['UTC', '2026-02-28T23:59', '2026-02-28T23:59'],
  ])('%s %s', (zone, wall, at) => {
    expect(momentIn(zone, utc(wall))).toBe(utc(at));
  });
});

describe('the moments to choose from', () => {
  it('are by the hours of the company, in its zone', () => {
    // A Thursday.
    expect(of('2026-11-26T14:20', warsaw)).toEqual({
      hour: '2026-11-26T15:20',
      threeHours: '2026-11-26T17:20',
      tomorrow: '2026-11-27T08:00',
    });
  });
  it('before the company opens there is its opening', () => {
    expect(of('2026-11-26T06:00', warsaw).opening).toBe('2026-11-26T08:00');
    expect(of('2026-11-26T07:50', warsaw).opening).toBeUndefined();
  });
  it('days off and holidays are passed over, by another name than tomorrow', () => {
    expect(of('2026-11-27T14:00', warsaw)).toMatchObject({ workday: '2026-11-30T08:00' });
    const feast = { ...warsaw, exceptions: { '2026-11-30': [] as [] } };
    expect(of('2026-11-27T14:00', feast)).toMatchObject({ workday: '2026-12-01T08:00' });
    expect(of('2026-11-27T14:00', feast)).not.toHaveProperty('tomorrow');
  });
  it('without hours, or around the clock, the morning is at nine', () => {
    const whole = [['00:00', '24:00']] as const;
    const always = { zone: 'UTC', week: Array.from({ length: 7 }, () => whole), exceptions: {} };
    expect(of('2026-11-26T14:00', always).tomorrow).toBe('2026-11-27T09:00');
    expect(new Date(laterChoices(utc('2026-11-26T14:00'), null).at(-1)?.at ?? 0).getHours()).toBe(9);
  });
  it('a company that never opens has none of its mornings', () => {
    const never = { ...warsaw, week: Array.from({ length: 7 }, () => [] as []) };
    expect(Object.keys(of('2026-11-26T14:00', never))).toEqual(['hour', 'threeHours']);
  });
  it('end where the channel takes no answer any more', () => {
    expect(Object.keys(of('2026-11-26T14:00', warsaw, '2026-11-26T16:00'))).toEqual(['hour']);
  });
});

it('says when in words', () => {
  const now = new Date(2026, 10, 26, 14, 20).getTime();
  const at = (days: number, hour: number) => new Date(2026, 10, 26 + days, hour, 0).getTime();
  expect(whenWords(at(0, 15), now, 'en')).toBe('today, 15:00');
  expect(whenWords(at(1, 9), now, 'en')).toBe('tomorrow, 09:00');
  expect(whenWords(at(1, 9), now, 'ru')).toBe('завтра, 09:00');
  expect(whenWords(at(4, 9), now, 'en')).toBe('Monday, 09:00');
  expect(whenWords(at(8, 9), now, 'en')).toBe('December 4, 09:00');
  expect(whenWords(at(60, 9), now, 'en')).toContain('2027');
});

it('a field for date and time is read as it was written', () => {
  const at = new Date(2026, 2, 5, 8, 7).getTime();
  expect(fieldOf(at)).toBe('2026-03-05T08:07');
  expect(atOf(fieldOf(at))).toBe(at);
  expect(atOf('')).toBeNaN();
});

it('nothing goes by itself once the platform wants a person to write', () => {
  const until = '2026-11-30T12:00:00Z';
  const can = { allowed: true, code: null, until, plain_until: null };
  expect(lastMoment(can)).toBe(Date.parse(until));
  expect(lastMoment({ ...can, plain_until: '2026-11-24T12:00:00Z' })).toBe(Date.parse('2026-11-24T12:00:00Z'));
  expect(lastMoment({ ...can, until: null })).toBeUndefined();
});
