import { useSignal } from '@preact/signals';
import { scaleLog, scalePoint } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { duration } from '../../shared/time';
import type { ResponseReport } from '../data/types';
import { language, t } from '../data/words';
import { shown } from './figures';
import type { Filters } from './period';
import { drillTo } from './Tables';
import { Twin } from './Twin';

type Day = ResponseReport['by_day'][number];
const height = 250;
const edge = { top: 12, right: 14, bottom: 26, left: 56 };
const marks = [10_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000, 86_400_000];

/** First reply by day: the median line, the band up to the slowest tenth, log scale, and the same as a table. */
export function Band({ days, target, filters }: { days: readonly Day[]; target: number; filters: Filters }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(900);
  const at = useSignal<number | null>(null);
  const table = useSignal(false);
  useEffect(() => {
    if (!box.current) return undefined;
    const watcher = new ResizeObserver(([entry]) => {
      if (entry) width.value = Math.max(280, entry.contentRect.width);
    });
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);

  const known = days.filter(day => day.first_response.p50_ms !== null);
  const values = known
    .flatMap(day => [day.first_response.p50_ms ?? 0, day.first_response.p90_ms ?? 0])
    .filter(value => value > 0);
  const low = Math.max(1000, Math.min(target, ...values) * 0.7);
  const high = Math.max(target, ...values) * 1.25;
  const x = scalePoint(
    days.map(day => day.day),
    [edge.left, width.value - edge.right],
  ).padding(0.2);
  const y = scaleLog([low, high], [height - edge.bottom, edge.top]).clamp(true);
  const place = (day: Day) => x(day.day) ?? 0;
  const has = (day: Day) => day.first_response.p50_ms !== null && day.first_response.p90_ms !== null;
  const p50 = (day: Day) => y(day.first_response.p50_ms ?? low);
  const p90 = (day: Day) => y(day.first_response.p90_ms ?? low);
  const median = line<Day>().defined(has).x(place).y(p50).curve(curveMonotoneX)(days as Day[]);
  const slow = line<Day>().defined(has).x(place).y(p90).curve(curveMonotoneX)(days as Day[]);
  const band = area<Day>().defined(has).x(place).y0(p50).y1(p90).curve(curveMonotoneX)(days as Day[]);
  const dayName = (day: string, long = false) =>
    new Intl.DateTimeFormat(language.value, {
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
      ...(long ? { weekday: 'short' } : {}),
    }).format(Date.parse(`${day}T00:00:00Z`));
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width.value / 110))));
  const here = at.value === null ? undefined : days[at.value];
  const [, go] = useLocation();
  const rowsOf = (day: string) => drillTo({ ...filters, days: null, from: day, to: day }, 'first_response');

  return (
    <section class="stats-part" aria-labelledby="band-title">
      <h2 id="band-title">
        {t('stats.byDay')}
        <span class="legend">
          <span>
            <i class="legend-median" />
            {t('stats.median')}
          </span>
          <span>
            <i class="legend-slow" />
            {t('stats.p90')}
          </span>
          <span>
            <i class="legend-target" />
            {t('stats.target', { time: duration(target, language.value) })}
          </span>
        </span>
        <Twin table={table} />
      </h2>
      <div ref={box} class="band-box">
        {table.value ? (
          <table class="table band-table">
            <thead>
              <tr>
                <th scope="col">{t('stats.day')}</th>
                <th scope="col">{t('stats.median')}</th>
                <th scope="col">90%</th>
                <th scope="col">95%</th>
                <th scope="col">{t('stats.number')}</th>
              </tr>
            </thead>
            <tbody>
              {days.map(day => (
                <tr key={day.day}>
                  <th scope="row">{dayName(day.day, true)}</th>
                  <td>{shown(day.first_response.p50_ms, language.value)}</td>
                  <td>{shown(day.first_response.p90_ms, language.value)}</td>
                  <td>{shown(day.first_response.p95_ms, language.value)}</td>
                  <td>
                    <Link href={rowsOf(day.day)}>{day.first_response.count}</Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <>
            <svg
              class="band"
              width={width.value}
              height={height}
              viewBox={`0 0 ${width.value} ${height}`}
              role="img"
              aria-label={t('stats.bandLabel')}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move the cursor through the points
              tabIndex={0}
              onClick={() => here && go(rowsOf(here.day))}
              onKeyDown={event => {
                if (event.key === 'Enter' && here) return go(rowsOf(here.day));
                const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                if (!by) return undefined;
                event.preventDefault();
                at.value = Math.min(days.length - 1, Math.max(0, (at.peek() ?? -1) + by));
                return undefined;
              }}
              onBlur={() => {
                at.value = null;
              }}
              onMouseLeave={() => {
                at.value = null;
              }}
              onMouseMove={event => {
                const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
                let best = 0;
                for (let i = 1; i < days.length; i++) {
                  if (Math.abs(place(days[i]!) - left) < Math.abs(place(days[best]!) - left)) best = i;
                }
                at.value = best;
              }}
            >
              {marks
                .filter(mark => mark >= low && mark <= high)
                .map(mark => (
                  <g key={mark}>
                    <path class="band-grid" d={`M${edge.left} ${y(mark)}H${width.value - edge.right}`} />
                    <text class="band-axis" x={edge.left - 8} y={y(mark) + 4} text-anchor="end">
                      {duration(mark, language.value)}
                    </text>
                  </g>
                ))}
              {days.map((day, i) =>
                i % every === 0 ? (
                  <text key={day.day} class="band-axis" x={place(day)} y={height - 6} text-anchor="middle">
                    {dayName(day.day)}
                  </text>
                ) : null,
              )}
              {band && <path class="band-area" d={band} />}
              <path class="band-target" d={`M${edge.left} ${y(target)}H${width.value - edge.right}`} />
              {slow && <path class="band-slow" d={slow} />}
              {median && <path class="band-median" d={median} />}
              {days.length <= 10 &&
                days
                  .filter(has)
                  .map(day => <circle key={day.day} class="band-dot" cx={place(day)} cy={p50(day)} r="3.5" />)}
              {here && (
                <>
                  <path class="band-cursor" d={`M${place(here)} ${edge.top}V${height - edge.bottom}`} />
                  {has(here) && (
                    <>
                      <circle class="band-dot" cx={place(here)} cy={p50(here)} r="5" />
                      <circle class="band-dot band-dot-slow" cx={place(here)} cy={p90(here)} r="5" />
                    </>
                  )}
                </>
              )}
            </svg>
            {here && (
              <div
                class="band-tip"
                role="status"
                style={{ insetInlineStart: `${Math.min(place(here) + 14, width.value - 210)}px` }}
              >
                <b>{dayName(here.day, true)}</b>
                <p>
                  <span>{t('stats.median')}</span>
                  {shown(here.first_response.p50_ms, language.value)}
                </p>
                <p>
                  <span>{t('stats.p90')}</span>
                  {shown(here.first_response.p90_ms, language.value)}
                </p>
                <small>{t('stats.measured', { count: here.first_response.count })}</small>
              </div>
            )}
          </>
        )}
      </div>
    </section>
  );
}
