import { Link } from 'wouter-preact';
import { language, t } from '../data/words';
import { type HourCell, hourName, shown, weekdayName } from './figures';

interface Props {
  readonly cells: readonly HourCell[];
  /** The address of the conversations that an hour was counted from. */
  readonly rowsOf: (cell: HourCell, never: boolean) => string;
}
/** The hours of the week as plain rows: those in which somebody wrote. */
export function HoursTable({ cells, rowsOf }: Props) {
  return (
    <table class="table band-table">
      <thead>
        <tr>
          <th scope="col">{t('stats.written')}</th>
          <th scope="col">{t('stats.median')}</th>
          <th scope="col">{t('stats.number')}</th>
          <th scope="col">{t('stats.never')}</th>
        </tr>
      </thead>
      <tbody>
        {cells.map(cell => (
          <tr key={cell.weekday * 24 + cell.hour}>
            <th scope="row">{`${weekdayName(cell.weekday, language.value)} ${hourName(cell.hour)}`}</th>
            <td>{shown(cell.p50_ms, language.value)}</td>
            <td>{cell.count > 0 ? <Link href={rowsOf(cell, false)}>{cell.count}</Link> : 0}</td>
            <td>{cell.never > 0 ? <Link href={rowsOf(cell, true)}>{cell.never}</Link> : 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
