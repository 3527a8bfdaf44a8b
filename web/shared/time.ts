/** Dates and spans for people. `language` is a BCP 47 tag; times are milliseconds or RFC 3339. */
const cache = new Map<string, Intl.DateTimeFormat>();
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language, options);
    cache.set(key, found);
  }
  return found;
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

export function ms(time: string): number {
  return Date.parse(time);
}
function dayNumber(time: number): number {
  const date = new Date(time);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}
/** Whole local days between two moments: 0 today, 1 yesterday. */
export function daysAgo(time: number, now: number): number {
  return dayNumber(now) - dayNumber(time);
}
export function clockTime(time: number, language: string): string {
  return format(language, clock).format(time);
}
/** "14:02" today, "Tuesday" inside the week, "2 Oct" this year, "2 Oct 2024" before. */
export function shortTime(time: number, now: number, language: string): string {
  const days = daysAgo(time, now);
  if (days <= 0 && days > -1) return clockTime(time, language);
  if (days > 0 && days < 7) return format(language, { weekday: 'long' }).format(time);
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return format(language, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(time);
}
export function exactTime(time: number, language: string): string {
  return format(language, { dateStyle: 'full', timeStyle: 'medium' }).format(time);
}
/** The day mark of a thread: "Today", "Yesterday", "Tuesday, 3 November". */
export function dayName(time: number, now: number, language: string): string {
  const days = daysAgo(time, now);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day');
    return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
  }
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return format(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(time);
}
/** "2 Nov, 14:02", or the clock alone for today. */
export function moment(time: number, now: number, language: string): string {
  if (daysAgo(time, now) === 0) return clockTime(time, language);
  return format(language, { day: 'numeric', month: 'short', ...clock }).format(time);
}

const unit = (language: string, name: string, value: number) =>
  new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);

/** How long somebody has waited, one unit: "41 min", "3 h", "2 days". Undefined under a minute. */
export function waited(span: number, language: string): string | undefined {
  const minutes = Math.floor(span / 60_000);
  if (minutes < 1) return undefined;
  if (minutes < 60) return unit(language, 'minute', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return unit(language, 'hour', hours);
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(
    Math.floor(hours / 24),
  );
}
/** A measured span, two units at most: "48 s", "4 min 12 s", "27 min", "1 h 5 min", "2 days 3 h". */
export function duration(span: number, language: string): string {
  const seconds = Math.round(span / 1000);
  if (seconds < 60) return unit(language, 'second', seconds);
  const minutes = Math.floor(seconds / 60);
  const join = (big: string, small: string | undefined) => (small ? `${big} ${small}` : big);
  if (minutes < 60) {
    const rest = minutes < 10 ? seconds % 60 : 0;
    return join(unit(language, 'minute', minutes), rest ? unit(language, 'second', rest) : undefined);
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return join(unit(language, 'hour', hours), minutes % 60 ? unit(language, 'minute', minutes % 60) : undefined);
  }
  const days = new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  return join(days.format(Math.floor(hours / 24)), hours % 24 ? unit(language, 'hour', hours % 24) : undefined);
}
/** "0:07", "12:40" for players. */
export function playTime(span: number): string {
  const seconds = Math.max(0, Math.round(span / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How far a wait has gone: the fill of the rail and the warmth of its colour. */
export interface Heat {
  /** 0..1, waited over target. */
  readonly share: number;
  readonly level: 'calm' | 'soon' | 'late';
}
export function heat(openedAt: number, targetSeconds: number, now: number): Heat {
  const target = targetSeconds > 0 ? targetSeconds * 1000 : 300_000;
  const share = Math.max(0, now - openedAt) / target;
  return { share: Math.min(1, share), level: share > 1 ? 'late' : share >= 0.8 ? 'soon' : 'calm' };
}
