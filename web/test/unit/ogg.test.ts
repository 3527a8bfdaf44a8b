import { describe, expect, it } from 'vitest';
import { checksum, oggOf, opusOf, samplesOf } from '../../shared/ogg';

const text = (words: string) => [...new TextEncoder().encode(words)];
const element = (id: number[], inside: number[]) => {
  const size = inside.length;
  return [...id, ...(size < 127 ? [0x80 | size] : [0x40 | (size >> 8), size & 255]), ...inside];
};
const endless = (id: number[], inside: number[]) => [...id, 0x01, 255, 255, 255, 255, 255, 255, 255, ...inside];
const head = [...text('OpusHead'), 1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0];
const sound = (n: number, length = 100) => [0x78 + 0x80, ...Array<number>(length - 1).fill(n)];
const block = (packet: number[], flags = 0x80) => element([0xa3], [0x81, 0, 0, flags, ...packet]);
/** As Chromium writes it: a segment and clusters without an end. */
const webm = (blocks: number[][]) =>
  new Uint8Array([
    ...element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], text('webm'))),
    ...endless(
      [0x18, 0x53, 0x80, 0x67],
      [
        ...element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x63, 0xa2], head))),
        ...endless([0x1f, 0x43, 0xb6, 0x75], [...element([0xe7], [0]), ...blocks.flat()]),
      ],
    ),
  ]);

interface Page {
  kind: number;
  position: number;
  n: number;
  packets: number[][];
}
/** Read by the rules of the format, apart from how it is written. */
function pagesOf(all: readonly Uint8Array[]): Page[] {
  return all.map(bytes => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    expect(String.fromCharCode(...bytes.subarray(0, 4))).toBe('OggS');
    const told = view.getUint32(22, true);
    const blank = bytes.slice();
    blank.fill(0, 22, 26);
    expect(checksum(blank)).toBe(told);
    const lacing = bytes.subarray(27, 27 + (bytes[26] ?? 0));
    const packets: number[][] = [];
    let at = 27 + lacing.length;
    let open: number[] = [];
    for (const size of lacing) {
      open.push(...bytes.subarray(at, at + size));
      at += size;
      if (size < 255) {
        packets.push(open);
        open = [];
      }
    }
    expect(at).toBe(bytes.length);
    return {
      kind: bytes[5] ?? 0,
      position: Number(view.getBigUint64(6, true)),
      n: view.getUint32(18, true),
      packets,
    };
  });
}

describe('a recording from WebM into Ogg', () => {
  it('keeps head and packets, in order, with their time', () => {
    const packets = [sound(1), sound(2, 255), sound(3, 700)];
    const pages = pagesOf(oggOf(webm(packets.map(one => block(one))), 7) ?? []);
    expect(pages.map(page => page.kind)).toEqual([2, 0, 4]);
    expect(pages.map(page => page.n)).toEqual([0, 1, 2]);
    expect(pages[0]?.packets).toEqual([head]);
    expect(String.fromCharCode(...(pages[1]?.packets[0] ?? []).slice(0, 8))).toBe('OpusTags');
    expect(pages[2]?.packets).toEqual(packets);
    expect(pages[2]?.position).toBe(3 * 960);
  });
  it('begins a new page where one is full', () => {
    const packets = Array.from({ length: 600 }, (_, i) => sound(i % 251, 80));
    const pages = pagesOf(oggOf(webm(packets.map(one => block(one))), 7) ?? []).slice(2);
    expect(pages.map(page => page.packets.length)).toEqual([255, 255, 90]);
    expect(pages.flatMap(page => page.packets)).toEqual(packets);
    expect(pages.map(page => page.position)).toEqual([255 * 960, 510 * 960, 600 * 960]);
  });
  it('keeps what is whole of one that was cut off', () => {
    const whole = webm([block(sound(1)), block(sound(2))]);
    expect(opusOf(whole.subarray(0, whole.length - 5))?.packets.length).toBe(1);
  });
  it('leaves alone what it does not know', () => {
    for (const bytes of [[], [0], text('OggS and more'), [...webm([block(sound(1), 0x82)])], [...webm([])]])
      expect(oggOf(new Uint8Array(bytes), 1)).toBeNull();
  });
  it('knows how long packets sound', () => {
    for (const [packet, samples] of [
      [[0x00], 480],
      [[0x08], 960],
      [[0x19], 5760],
      [[0x60], 480],
      [[0x68], 960],
      [[0x80], 120],
      [[0xf8], 960],
      [[0xfb, 3], 2880],
    ] as const)
      expect([packet, samplesOf(new Uint8Array(packet))]).toEqual([packet, samples]);
  });
});
