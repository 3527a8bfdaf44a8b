/** Tables for spreadsheets: RFC 4180, UTF-8 with its mark, without which Excel takes it for something else. */
export type Cell = string | number | Date | null | undefined;
/** Rows under a head, and what the file is called without its ending. */
export interface Table {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** A text that a spreadsheet would run as a formula is shown instead: customers choose their own names. */
function safe(text: string): string {
  return /^[\s]*[=+\-@\t\r\n|]/.test(text) ? `'${text}` : text;
}
function field(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (cell instanceof Date) return cell.toISOString();
  const text = safe(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\ufeff${rows.map(row => `${row.map(field).join(',')}\r\n`).join('')}`;
}
export const csvFile = ({ rows }: Table): Blob => new Blob([toCsv(rows)], { type: 'text/csv;charset=utf-8' });
export function save(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
