/** The report's figures in words; pure. */
import { duration } from '../../shared/time';
import type { Figures } from '../data/types';

/** Fewer than this says little: shown grey, and said. */
export const smallSample = 20;

export type FigureName = 'first_response' | 'response';
export type Percentile = 'p50_ms' | 'p90_ms' | 'p95_ms';

export function shown(value: number | null, language: string): string {
  return value === null ? '–' : duration(value, language);
}

/** How a figure moved: shorter is better. Null when there is nothing to hold it against. */
export function moved(now: number | null, before: number | null): { readonly way: 'faster' | 'slower' | 'same'; readonly by: number } | null {
  if (now === null || before === null) return null;
  const by = Math.abs(now - before);
  if (by < 1000 || by / Math.max(now, before) < 0.02) return { way: 'same', by: 0 };
  return { way: now < before ? 'faster' : 'slower', by };
}

/** Share answered within so many seconds, of all that were answered or never will be. */
export function within(figures: Figures, seconds: number): number | null {
  const all = figures.count + figures.never;
  if (all === 0) return null;
  let answered = 0;
  for (const bucket of figures.buckets) if (bucket.le_seconds !== null && bucket.le_seconds <= seconds) answered += bucket.count;
  return answered / all;
}
