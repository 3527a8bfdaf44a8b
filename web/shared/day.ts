/** Local days, written as date fields have them: 2026-11-27. */

/** The first moment of a local day; NaN for what is no day. */
export function dayStart(day: string, plus = 0): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return Number.NaN;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const at = new Date(year, month - 1, date + plus);
  return new Date(year, month - 1, date).getDate() === date ? at.getTime() : Number.NaN;
}
/** The local day of a moment, as a date field has it. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
