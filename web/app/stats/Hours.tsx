import { useSignal } from '@preact/signals';
import { Link } from 'wouter-preact';
import { duration } from '../../shared/time';
import type { ResponseReport } from '../data/types';
import { language, t } from '../data/words';
import { type HourCell, hourName, shown, warmth, weekdayName } from './figures';
import { HoursTable } from './HoursTable';
import type { Filters } from './period';
import { drillTo } from './Tables';
import { Twin } from './Twin';

/** Fewer than this in an hour of the week is shown pale. */
const few = 5;
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const weekdays = [0, 1, 2, 3, 4, 5, 6];

/** "Central European Time", in the reader's language. */
const zoneName = (zone: string): string =>
  new Intl.DateTimeFormat(language.value, { timeZone: zone, timeZoneName: 'longGeneric' })
    .formatToParts()
    .find(part => part.type === 'timeZoneName')?.value ?? zone;

/** How long first replies took, by the hour in which the customer wrote: a table whose cells are coloured. */
export function Hours({ report, filters }: { report: ResponseReport; filters: Filters }) {
  const { cells, tz } = report.by_hour;
  const at = new Map(cells.map(cell => [cell.weekday * 24 + cell.hour, cell]));
  const target = report.target_seconds * 1000;
  const table = useSignal(false);
  const rowsOf = ({ weekday, hour }: HourCell, never: boolean) =>
    drillTo(filters, 'first_response', {
      weekday: String(weekday),
      hour: String(hour),
      ...(never ? { bucket: 'never' } : {}),
    });
  return (
    <section class="stats-part" aria-labelledby="hours-title">
      <h2 id="hours-title">
        {t('stats.hours')} <small>{t('stats.hoursHow', { zone: zoneName(tz) })}</small>
        <Twin table={table} />
      </h2>
      <div
        class={table.value ? 'table-box hours-table' : 'table-box'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by key
        tabIndex={0}
        role="region"
        aria-labelledby="hours-title"
      >
        {table.value ? (
          <HoursTable cells={cells} rowsOf={rowsOf} />
        ) : (
          <table class="hours">
            <thead>
              <tr>
                <td />
                {hours.map(hour => (
                  <th key={hour} scope="col">
                    <span class={hour % 3 ? 'hidden' : ''}>{hourName(hour)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weekdays.map(weekday => (
                <tr key={weekday}>
                  <th scope="row">{weekdayName(weekday, language.value, 'short')}</th>
                  {hours.map(hour => {
                    const cell = at.get(weekday * 24 + hour);
                    if (!cell) return <td key={hour} />;
                    const when = `${weekdayName(weekday, language.value)} ${hourName(hour)}`;
                    const label = [
                      when,
                      `${t('stats.median')} ${shown(cell.p50_ms, language.value)}`,
                      t('stats.measured', { count: cell.count }),
                      cell.never > 0 && `${t('stats.never')}: ${cell.never}`,
                    ]
                      .filter(Boolean)
                      .join(', ');
                    const level = cell.p50_ms === null ? 5 : warmth(cell.p50_ms, target);
                    return (
                      <td key={hour}>
                        <Link
                          class={`hour hour-${level}${cell.count < few ? ' hour-few' : ''}`}
                          href={rowsOf(cell, cell.count === 0)}
                          aria-label={label}
                          title={label}
                        />
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {!table.value && (
        <p class="hours-key">
          {t('stats.inTarget', { time: duration(target, language.value) })}
          {[1, 2, 3, 4, 5].map(level => (
            <i key={level} class={`hour hour-${level}`} />
          ))}
          {t('stats.over', { time: duration(target * 12, language.value) })}
          <i class="hour hour-2 hour-few" />
          <i class="hour hour-4 hour-few" />
          {t('stats.fewHere', { count: few })}
        </p>
      )}
    </section>
  );
}
