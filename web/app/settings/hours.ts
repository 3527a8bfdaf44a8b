/** Working hours as the API has them: "09:00" to "18:00", and "26:00" for two in the next morning. */
export type Interval = readonly [string, string];
export interface Calendar {
  readonly zone: string;
  readonly week: readonly (readonly Interval[])[];
  readonly exceptions: Readonly<Record<string, readonly Interval[]>>;
}

const office: readonly Interval[] = [['09:00', '18:00']];
/** Monday first. */
export const defaultWeek: readonly (readonly Interval[])[] = [office, office, office, office, office, [], []];

function minutes(text: string): number | null {
  const found = /^(\d\d):(\d\d)$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}
function clock(of: number): string {
  return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
}

/** As typed on clocks of one day: an end that is not after its beginning is on the next one. Null: not whole. */
export function readInterval([from, to]: Interval): Interval | null {
  const start = minutes(from);
  const end = minutes(to);
  if (start === null || end === null || start >= 1440) return null;
  const until = end <= start ? end + 1440 : end;
  return until <= 2880 ? [clock(start), clock(until)] : null;
}
/** As two clocks show it, and whether the second is the next day's. */
export function shownInterval([from, to]: Interval): readonly [string, string, boolean] {
  const end = minutes(to);
  if (end === null || end < 1440) return [from, to, false];
  return [from, clock(end - 1440), true];
}

export function dayNames(language: string): readonly string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => {
    const name = format.format(Date.UTC(2024, 0, 1 + day));
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  });
}

let known: readonly string[] | undefined;
export function zones(): readonly string[] {
  known ??= ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return known;
}
