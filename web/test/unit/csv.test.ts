import { describe, expect, it } from 'vitest';
import { toCsv } from '../../app/stats/csv';

describe('a table for spreadsheets', () => {
  const lines = (...cells: Parameters<typeof toCsv>[0][number]) => toCsv([cells]).slice(1);
  it('begins with the mark of UTF-8 and ends each row as RFC 4180 has it', () => {
    expect(
      toCsv([
        ['a', 1],
        ['ж', null],
      ]),
    ).toBe('\ufeffa,1\r\nж,\r\n');
  });
  it('quotes what would part a row, and doubles quotes', () => {
    expect(lines('a,b', 'say "hi"', 'two\r\nlines', 'plain')).toBe('"a,b","say ""hi""","two\r\nlines",plain\r\n');
  });
  it('shows what a spreadsheet would run as a formula', () => {
    for (const name of ['=1+1', '+48600100200', '-2', '@SUM(A1)', '|calc', ' =1', '\t=1'])
      expect(lines(name), name).toBe(`'${name}\r\n`);
    expect(lines('=HYPERLINK("http://x")')).toBe('"\'=HYPERLINK(""http://x"")"\r\n');
    expect(lines('a=b', -2)).toBe('a=b,-2\r\n');
  });
  it('leaves what is not known empty', () => {
    expect(lines(null, undefined, Number.NaN)).toBe(',,\r\n');
  });
});
