/** The report's figures in words; pure. */
import { duration } from '../../shared/time';
import type { Figures, ResponseReport } from '../data/types';

/** Fewer than this says little: shown grey, and said. */
export const smallSample = 20;

export type FigureName = 'first_response' | 'response';
/** First replies by the hour of the week in which the customer wrote. */
export type HourCell = ResponseReport['by_hour']['cells'][number];
export type Percentile = 'p50_ms' | 'p90_ms' | 'p95_ms';

export function shown(value: number | null, language: string): string {
  return value === null ? '–' : duration(value, language);
}

/** How a figure moved: shorter is better. Null when there is nothing to hold it against. */
export function moved(
  now: number | null,
  before: number | null,
): { readonly way: 'faster' | 'slower' | 'same'; readonly by: number } | null {
  if (now === null || before === null) return null;
  const by = Math.abs(now - before);
  if (by < 1000 || by / Math.max(now, before) < 0.02) return { way: 'same', by: 0 };
  return { way: now < before ? 'faster' : 'slower', by };
}

/** Share answered within the target, of all that were answered or never will be. */
export function share(figures: Figures): number | null {
  const all = figures.count + figures.never;
  return all === 0 ? null : figures.in_target / all;
}

/** How hot a median is against the target, 1 (well within) to 5 (twelve times as long and more). */
export function warmth(span: number, target: number): 1 | 2 | 3 | 4 | 5 {
  const times = span / target;
  if (times < 0.5) return 1;
  if (times < 1) return 2;
  if (times < 3) return 3;
  return times < 12 ? 4 : 5;
}

/** Monday is 0. */
export function weekdayName(weekday: number, language: string, length: 'long' | 'short' = 'long'): string {
  // The fifth of January 1970 was a Monday.
  return new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format((4 + weekday) * 86_400_000);
}
export const hourName = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** Spans between the shortest and the longest on a log scale, 0 to 1: seconds and hours beside each other. */
export function logScale(values: readonly (number | null)[]): (value: number) => number {
  const known = values.filter((value): value is number => value !== null && value > 0);
  const low = known.length ? Math.max(1000, Math.min(...known) * 0.8) : 1000;
  const high = Math.max(low * 2, ...known.map(value => value * 1.1));
  return value => Math.min(1, Math.max(0, Math.log(Math.max(value, low) / low) / Math.log(high / low)));
}

const nothing: Figures = {
  count: 0,
  p50_ms: null,
  p90_ms: null,
  p95_ms: null,
  mean_ms: null,
  buckets: [],
  in_target: 0,
  never: 0,
};

/** Every day from the first to the last: one without answers has its place, so that the axis is true. */
export function everyDay(days: ResponseReport['by_day']): ResponseReport['by_day'] {
  const known = new Map(days.map(day => [day.day, day]));
  const names = [...known.keys()].sort();
  const [first, last] = [names[0], names.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: ResponseReport['by_day'] = [];
  for (let time = Date.parse(`${first}T00:00:00Z`); time <= Date.parse(`${last}T00:00:00Z`); time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10);
    all.push(known.get(day) ?? { day, first_response: nothing, response: nothing });
  }
  return all;
}
