import { dayStart } from '../../shared/day';
import { query } from '../data/api';
import { language, t } from '../data/words';

export const periods = [1, 7, 30] as const;
export type Period = (typeof periods)[number];
export interface Filters {
  /** Today and the days before it; null where the days are named. */
  readonly days: Period | null;
  /** First and last day, as the reader's calendar has them: 2026-11-24. */
  readonly from: string | null;
  readonly to: string | null;
  readonly channel: string | null;
  readonly user: string | null;
  readonly team: string | null;
  /** Where the leads came from. */
  readonly source: string | null;
  /** Null counts every hour of the day. */
  readonly clock: 'business' | null;
}
/** Are these the first and last day of a period? */
export function areDays(from: string | null, to: string | null): boolean {
  return from !== null && to !== null && dayStart(from) <= dayStart(to);
}
export function filtersOf(search: string): Filters {
  const params = new URLSearchParams(search);
  const number = (name: string) => (/^\d+$/.test(params.get(name) ?? '') ? params.get(name) : null);
  const [from, to] = [params.get('from'), params.get('to')];
  const named = areDays(from, to);
  return {
    days: named ? null : (periods.find(period => String(period) === params.get('days')) ?? 7),
    from: named ? from : null,
    to: named ? to : null,
    channel: number('channel'),
    user: number('user'),
    team: number('team'),
    source: params.get('source') || null,
    clock: params.get('clock') === 'business' ? 'business' : null,
  };
}
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The filters as the server takes them: moments instead of named days. */
export function asked(filters: Filters): Readonly<Record<string, string | number | null>> {
  const named = filters.from !== null && filters.to !== null;
  return {
    ...filters,
    from: named ? new Date(dayStart(filters.from ?? '')).toISOString() : null,
    to: named ? new Date(dayStart(filters.to ?? '', 1)).toISOString() : null,
    tz: zone(),
  };
}
/** Whose conversations are counted, whatever the days. */
export const whose = ({ team, user, channel, source }: Filters) => ({ team, user, channel, source });
export const everybody = { team: null, user: null, channel: null, source: null } as const;
/** What is worth keeping of them: days that were named once are soon long ago. */
export function questionOf(filters: Filters): string {
  const question = query({ ...filters, days: filters.days ?? 7, from: null, to: null }).slice(1);
  return question.length <= 300 ? question : '';
}
/** How many days it has. */
export function lengthOf({ days, from, to }: Filters): number {
  return days ?? Math.round((dayStart(to ?? '', 1) - dayStart(from ?? '')) / 86_400_000);
}
/** "Today", "7 days", "3–14 Nov 2026". */
export function nameOf(filters: Filters): string {
  if (filters.days !== null) return filters.days === 1 ? t('stats.today') : t('stats.days', { count: filters.days });
  const format = new Intl.DateTimeFormat(language.value, { day: 'numeric', month: 'short', year: 'numeric' });
  return format.formatRange(dayStart(filters.from ?? ''), dayStart(filters.to ?? ''));
}
