export const periods = [1, 7, 30] as const;
export type Period = (typeof periods)[number];
export interface Filters {
  readonly days: Period;
  readonly channel: string | null;
  readonly user: string | null;
  /** Null counts every hour of the day. */
  readonly clock: 'business' | null;
}
export function filtersOf(search: string): Filters {
  const params = new URLSearchParams(search);
  const number = (name: string) => (/^\d+$/.test(params.get(name) ?? '') ? params.get(name) : null);
  return {
    days: periods.find(period => String(period) === params.get('days')) ?? 7,
    channel: number('channel'),
    user: number('user'),
    clock: params.get('clock') === 'business' ? 'business' : null,
  };
}
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
