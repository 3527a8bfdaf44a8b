/** The same tables as a workbook: numbers are numbers, times are times of this browser's clock, and no text is a formula. */
import writeExcelFile from 'write-excel-file/browser';
import type { Cell, Table } from './csv';

const minute = 60_000;
const [narrowest, widest] = [8, 48];

/** XML 1.0 has no way to write control signs and halves of a pair; one of them and the workbook does not open. */
function writable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}
/** A workbook knows no zones: what a clock here shows is written as if it were UTC. */
const onTheWall = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * minute);

function cellOf(cell: Cell, head: boolean) {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'number') return Number.isFinite(cell) ? { type: Number, value: cell } : null;
  if (cell instanceof Date) return { type: Date, value: onTheWall(cell), format: 'yyyy-mm-dd hh:mm:ss' };
  return { type: String, value: writable(cell), ...(head ? { fontWeight: 'bold' as const } : {}) };
}
const lengthOf = (cell: Cell) =>
  cell instanceof Date ? 19 : cell === null || cell === undefined ? 0 : String(cell).length;

export function xlsxFile({ rows }: Table): Promise<Blob> {
  const columns = (rows[0] ?? []).map((_, at) => ({
    width: Math.min(widest, Math.max(narrowest, ...rows.map(row => lengthOf(row[at]) + 2))),
  }));
  return writeExcelFile(
    rows.map((row, at) => row.map(cell => cellOf(cell, at === 0))),
    { columns, stickyRowsCount: 1, sheet: 'Parley' },
  ).toBlob();
}
