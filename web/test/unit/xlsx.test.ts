import { read, utils } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../app/stats/csv';
import { xlsxFile } from '../../app/stats/xlsx';

/** Opened by a reader that has nothing to do with what wrote it. */
async function opened(rows: readonly (readonly Cell[])[]) {
  const file = await xlsxFile({ name: 'x', rows });
  const bytes = new Uint8Array(await new Response(file).arrayBuffer());
  const book = read(bytes, { cellDates: true, cellFormula: true, cellNF: true, UTC: true, WTF: true });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  if (!sheet) throw new Error('no sheet');
  return { sheet, table: utils.sheet_to_json<unknown[]>(sheet, { header: 1, defval: null, UTC: true }) };
}

describe('a workbook', () => {
  it('has the rows as they are: texts, numbers, nothing', async () => {
    const rows = [
      ['Name', 'Seconds', 'Share'],
      ['Żółty rower, "12"', 41, 0.875],
      ['Алёна 🚲\nдве строки', -2, null],
      ['', 0, 1_000_000],
    ];
    const { table } = await opened(rows);
    expect(table.slice(0, 3)).toEqual(rows.slice(0, 3));
    expect(table[3]?.slice(1)).toEqual([0, 1_000_000]);
  });
  it('shows what customers call themselves, and runs none of it', async () => {
    const names = ['=1+1', '=HYPERLINK("http://x")', '+48600100200', '@SUM(A1)', '-2', '007', '1e5', '<b>&amp;</b>'];
    const { sheet, table } = await opened([['Name'], ...names.map(name => [name])]);
    expect(table.slice(1).map(([name]) => name)).toEqual(names);
    for (const at of names.keys()) {
      expect(sheet[`A${at + 2}`].f).toBeUndefined();
      expect(sheet[`A${at + 2}`].t).toBe('s');
    }
  });
  it('opens whatever a name holds', async () => {
    const { table } = await opened([['Name'], ['a\u0000b\u0007c\u001fd'], ['lone \ud800 half'], ['\ufffe\uffff!']]);
    expect(table.slice(1).map(([name]) => name)).toEqual(['abcd', 'lone  half', '!']);
  });
  it('has times as times, by the clock of whoever saves it', async () => {
    const at = new Date(2026, 10, 27, 9, 5, 7);
    const { sheet, table } = await opened([['At'], [at]]);
    expect(sheet.A2.z).toMatch(/yyyy-mm-dd hh:mm:ss/);
    const [[shown]] = table.slice(1) as [[Date]];
    expect(shown.toISOString()).toBe('2026-11-27T09:05:07.000Z');
  });
  it('leaves no number that is none', async () => {
    const { table } = await opened([['N'], [Number.NaN], [Number.POSITIVE_INFINITY], [1]]);
    expect(table.at(-1)).toEqual([1]);
    expect(table.flat().filter(cell => typeof cell === 'number')).toEqual([1]);
  });
});
