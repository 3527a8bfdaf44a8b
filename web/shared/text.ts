/** Plain text to pieces a view turns into nodes; nothing here makes markup. */
export interface Piece {
  readonly kind: 'text' | 'link' | 'hit';
  readonly text: string;
  /** For links: https:, mailto: or tel: only. */
  readonly href?: string;
}

const link = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+|\b[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}\b/gi;
const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Takes off what belongs to the sentence and not to the address: full stops, quotes, an unopened bracket. */
function trimEnd(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1]!;
    const open = closing[last];
    if (/[.,;:!?»”’…]/.test(last)) end -= 1;
    else if (open && count(address.slice(0, end), open) < count(address.slice(0, end), last)) end -= 1;
    else break;
  }
  return address.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function hrefOf(address: string): string | undefined {
  if (!address.includes('://') && address.includes('@') && !/^www\./i.test(address)) return `mailto:${address}`;
  try {
    const url = new URL(/^www\./i.test(address) ? `https://${address}` : address);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(link)) {
    const address = trimEnd(match[0]);
    const href = hrefOf(address);
    if (!href || address.length < 4) continue;
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'link', text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** A snippet of the search, where U+0002 and U+0003 stand around each hit. */
export function hits(snippet: string): Piece[] {
  const pieces: Piece[] = [];
  for (const part of snippet.split('\u0002')) {
    const end = part.indexOf('\u0003');
    if (end >= 0 && part.slice(0, end)) pieces.push({ kind: 'hit', text: part.slice(0, end) });
    const rest = end >= 0 ? part.slice(end + 1) : part;
    if (rest) pieces.push({ kind: 'text', text: rest });
  }
  return pieces;
}

/** At most two letters for a face: "Anna Sokolova" → "AS", "julia.rides" → "J". */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter(word => /\p{L}|\p{N}/u.test(word));
  const letter = (word: string | undefined) => (word ? (word.match(/[\p{L}\p{N}]/u)?.[0] ?? '') : '');
  const last = words.length > 1 ? letter(words[words.length - 1]) : '';
  return (letter(words[0]) + last).toLocaleUpperCase() || '?';
}

/** True for one to three emoji and nothing else: such a message is shown large. */
export function onlyEmoji(text: string): boolean {
  return /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*\s*){1,3}$/u.test(
    text,
  );
}

export function fileSize(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(3, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
