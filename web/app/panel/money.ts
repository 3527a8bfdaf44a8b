/** Sums of money as people read and type them; in minor units between here and the server. Pure. */

export function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Whole sums without their zeros. */
export function money(minor: number, currency: string, language: string): string {
  const digits = digitsOf(currency);
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: minor % 10 ** digits === 0 ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits);
}

/** To be typed over: "5490", or with the language's own mark "5490,50". */
export function typedAmount(minor: number, currency: string, language: string): string {
  const digits = digitsOf(currency);
  return new Intl.NumberFormat(language, {
    useGrouping: false,
    minimumFractionDigits: minor % 10 ** digits === 0 ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits);
}

/**
 * "5 490,50", "5,490.50", "5'490": the last mark parts off the fraction when no more digits follow it than the currency has,
 * and there is no other such mark. Undefined for what is no sum.
 */
export function readAmount(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const plain = text.replace(/[\s\u00A0\u202F'’]/g, '');
  if (!/^\d[\d.,]*$/.test(plain)) return undefined;
  const at = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const after = at < 0 ? 0 : plain.length - at - 1;
  const splits = at >= 0 && after > 0 && after <= digits && plain.indexOf(plain.charAt(at)) === at;
  const whole = splits ? plain.slice(0, at) : plain;
  const fraction = splits ? plain.slice(at + 1) : '';
  if (!/^\d+(?:[.,]\d{3})*$/.test(whole) && !/^\d+$/.test(whole)) return undefined;
  const minor = Number(whole.replace(/[.,]/g, '') + fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}
