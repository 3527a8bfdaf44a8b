/** The moments an answer can be put off to. The company opens by its own clock; people read everything by theirs. */
import { clockTime, daysAgo } from '../../shared/time';
import type { Conversation } from '../data/types';
import type { Calendar } from '../settings/hours';

export type LaterId = 'hour' | 'threeHours' | 'opening' | 'tomorrow' | 'workday';
export interface Later {
  readonly id: LaterId;
  readonly at: number;
}

const hour = 3_600_000;
/** Without company hours, or open around the clock. */
const morning = '09:00';
/** Opening nearer than that is no time worth naming. */
const soon = hour / 4;
const daysAhead = 14;

/** What the clock of a zone shows, as if it were UTC. */
function shown(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find(part => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
}
/** The moment at which the clock of a zone shows that; twice, since the first guess may lie beyond a clock change. */
export function momentIn(zone: string, wall: number): number {
  let at = wall;
  for (let i = 0; i < 2; i++) at += wall - shown(zone, at);
  return at;
}

/** When the company begins on the day `plus` days after today, by its own calendar; none: it stays closed. */
function opening(calendar: Calendar, now: number, plus: number): number | undefined {
  const today = new Date(shown(calendar.zone, now));
  const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + plus));
  const hours = calendar.exceptions[day.toISOString().slice(0, 10)] ?? calendar.week[(day.getUTCDay() + 6) % 7];
  const first = hours?.map(([from]) => from).sort()[0];
  if (first === undefined) return undefined;
  const [h = 9, m = 0] = (first < '05:00' ? morning : first).split(':').map(Number);
  return momentIn(calendar.zone, day.getTime() + h * hour + m * 60_000);
}

/** When the channel takes nothing more that goes by itself: what it takes after that, a person has to send. */
export function lastMoment({ until, plain_until }: Conversation['can_reply']): number | undefined {
  const end = plain_until ?? until;
  return end ? Date.parse(end) : undefined;
}

/** `until`: the channel takes nothing from then on. */
export function laterChoices(now: number, calendar: Calendar | null, until = Number.POSITIVE_INFINITY): Later[] {
  const hours: Calendar = calendar ?? {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    week: Array.from({ length: 7 }, () => [[morning, '18:00']]),
    exceptions: {},
  };
  const round = (at: number) => Math.ceil(at / 60_000) * 60_000;
  const choices: Later[] = [
    { id: 'hour', at: round(now + hour) },
    { id: 'threeHours', at: round(now + 3 * hour) },
  ];
  const today = opening(hours, now, 0);
  if (today !== undefined && today > now + soon) choices.push({ id: 'opening', at: today });
  for (let plus = 1; plus <= daysAhead; plus++) {
    const at = opening(hours, now, plus);
    if (at === undefined) continue;
    choices.push({ id: daysAgo(at, now) === -1 ? 'tomorrow' : 'workday', at });
    break;
  }
  return choices.filter(choice => choice.at < until);
}

/** "today, 14:20", "tomorrow, 09:00", "Monday, 09:00", "4 December, 09:00". */
export function whenWords(at: number, now: number, language: string): string {
  const ahead = -daysAgo(at, now);
  const day =
    ahead === 0 || ahead === 1
      ? new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(ahead, 'day')
      : new Intl.DateTimeFormat(
          language,
          ahead > 1 && ahead < 7
            ? { weekday: 'long' }
            : {
                day: 'numeric',
                month: 'long',
                ...(new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' }),
              },
        ).format(at);
  return `${day}, ${clockTime(at, language)}`;
}

/** As a field for date and time has it, in the person's own zone; empty or wrong is NaN the other way round. */
export function fieldOf(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
export const atOf = (field: string): number => new Date(field).getTime();
