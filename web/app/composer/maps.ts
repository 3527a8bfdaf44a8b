/** Where a pasted text points to: two numbers, or a link of a map. Pure. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

const number = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
/** As people write them, with a point or a comma. */
const written = /^(-?\d{1,3}(?:[.,]\d+)?)°?\s*[NS]?\s*[\s,;]\s*(-?\d{1,3}(?:[.,]\d+)?)°?\s*[EW]?$/i;
/** Of links, the exact ones first: what is pinned, then what is in the middle. Yandex names the longitude first. */
const links: readonly { readonly at: RegExp; readonly turned?: true }[] = [
  { at: new RegExp(`!3d${number}!4d${number}`) },
  { at: new RegExp(`[?&]mlat=${number}&mlon=${number}`) },
  { at: new RegExp(`yandex\\.[^#]*[?&](?:pt|whatshere%5Bpoint%5D|ll)=${number}(?:,|%2C)${number}`, 'i'), turned: true },
  {
    at: new RegExp(
      `[?&](?:q|query|ll|center|coordinate|destination|daddr|sll)=(?:loc:)?${number}(?:,|%2C)\\+?${number}`,
      'i',
    ),
  },
  { at: new RegExp(`^geo:${number},${number}`) },
  { at: new RegExp(`/@${number},${number}`) },
  { at: new RegExp(`#map=[\\d.]+/${number}/${number}`) },
];

export function pointIn(text: string): Point | null {
  const given = text.trim();
  const plain = written.exec(given);
  if (plain) return point(plain[1], plain[2]);
  for (const { at, turned } of links) {
    const found = at.exec(given);
    if (found) return turned ? point(found[2], found[1]) : point(found[1], found[2]);
  }
  return null;
}

function point(north: string | undefined, east: string | undefined): Point | null {
  const [latitude, longitude] = [north, east].map(one => Number(one?.replace(',', '.')));
  if (latitude === undefined || longitude === undefined) return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}
