/** What the report shows, as rows of a table. Spans are seconds, so that they can be counted with. Times are moments. */
import type { DrilledWait, Figures, ResponseReport } from '../data/types';
import { language, t } from '../data/words';
import type { Cell, Table } from './csv';
import { type FigureName, hourName, share, weekdayName } from './figures';

const seconds = (span: number | null) => (span === null ? null : Math.round(span / 1000));
const figureCells = (figures: Figures): Cell[] => {
  const part = share(figures);
  return [
    figures.count,
    seconds(figures.p50_ms),
    seconds(figures.p90_ms),
    seconds(figures.p95_ms),
    seconds(figures.mean_ms),
    part === null ? null : Math.round(part * 1000) / 1000,
    figures.never,
  ];
};

function reportRows(report: ResponseReport): Cell[][] {
  const names: readonly FigureName[] = ['first_response', 'response'];
  const rows: Cell[][] = [
    [
      t('csv.part'),
      t('csv.name'),
      t('csv.figure'),
      t('stats.number'),
      t('csv.seconds', { name: t('stats.median') }),
      t('csv.seconds', { name: '90%' }),
      t('csv.seconds', { name: '95%' }),
      t('csv.seconds', { name: t('csv.mean') }),
      t('csv.share', { count: report.target_seconds }),
      t('stats.never'),
      t('stats.wait'),
    ],
  ];
  const add = (part: string, name: string, of: Record<FigureName, Figures>, waiting?: number) => {
    for (const figure of names) rows.push([part, name, t(`stats.${figure}`), ...figureCells(of[figure]), waiting]);
  };
  add(t('csv.whole'), `${report.from.slice(0, 10)} ${report.to.slice(0, 10)}`, report, report.waiting.count);
  add(t('csv.before'), '', report.previous);
  for (const row of report.by_operator) add(t('stats.byOperator'), row.user.name, row, row.waiting);
  for (const row of report.by_channel) add(t('stats.byChannel'), row.channel.name, row, row.waiting);
  for (const row of report.by_day) add(t('csv.byDay'), row.day, row);
  for (const cell of report.by_hour.cells) {
    const name = `${weekdayName(cell.weekday, language.value)} ${hourName(cell.hour)}`;
    const none = [null, null, null, null];
    rows.push([
      t('csv.byHour'),
      name,
      t('stats.first_response'),
      cell.count,
      seconds(cell.p50_ms),
      ...none,
      cell.never,
    ]);
  }
  return rows;
}

function waitRows(items: readonly DrilledWait[]): Cell[][] {
  return [
    [
      t('drill.customer'),
      t('drill.channel'),
      t('drill.wrote'),
      t('drill.answered'),
      t('drill.by'),
      t('csv.seconds', { name: t('drill.took') }),
    ],
    ...items.map(({ conversation, wait }) => [
      conversation.contact.name,
      conversation.channel.name,
      new Date(wait.opened_at),
      wait.ended_at === null ? null : new Date(wait.ended_at),
      wait.answered_by?.name,
      seconds(wait.response_ms),
    ]),
  ];
}

export const reportTable = (report: ResponseReport): Table => ({
  name: `parley-${report.from.slice(0, 10)}-${report.to.slice(0, 10)}`,
  rows: reportRows(report),
});
export const waitsTable = (items: readonly DrilledWait[]): Table => ({
  name: 'parley-conversations',
  rows: waitRows(items),
});
