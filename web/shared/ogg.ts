/**
 * Chromium records Opus into WebM, which messengers do not take as a voice message; the same packets in Ogg they do. Only
 * the wrapping changes: RFC 3533 and 7845 on one side, what a recorder writes of Matroska on the other.
 */
const master = new Set([0x1a45dfa3, 0x18538067, 0x1f43b675, 0x1654ae6b, 0xae, 0xa0]);
const codecPrivate = 0x63a2;
const simpleBlock = 0xa3;
const block = 0xa1;

/** A number of Matroska's own length; `id` keeps the marker. */
function vint(bytes: Uint8Array, at: number, id: boolean): { value: number; size: number; endless: boolean } | null {
  const first = bytes[at];
  if (!first) return null;
  const size = Math.clz32(first) - 23;
  if (at + size > bytes.length) return null;
  let value = id ? first : first & ((1 << (8 - size)) - 1);
  let ones = (first | (0xff << (8 - size))) % 256 === 255;
  for (let i = 1; i < size; i++) {
    const next = bytes[at + i] ?? 0;
    value = value * 256 + next;
    ones &&= next === 255;
  }
  return { value, size, endless: ones };
}

/** The packets and the head of the only track; null where it is something else. */
export function opusOf(webm: Uint8Array): { head: Uint8Array; packets: Uint8Array[] } | null {
  let head: Uint8Array | null = null;
  const packets: Uint8Array[] = [];
  for (let at = 0; at < webm.length; ) {
    const id = vint(webm, at, true);
    const length = id && vint(webm, at + id.size, false);
    if (!id || !length) break;
    const from = at + id.size + length.size;
    if (master.has(id.value)) {
      at = from;
      continue;
    }
    if (length.endless) return null;
    const to = from + length.value;
    // Cut off in the middle: what is whole is kept.
    if (to > webm.length) break;
    if (id.value === codecPrivate) head = webm.subarray(from, to);
    else if (id.value === simpleBlock || id.value === block) {
      const track = vint(webm, from, false);
      const flags = track ? webm[from + track.size + 2] : undefined;
      if (!track || flags === undefined || flags & 0x06) return null;
      packets.push(webm.subarray(from + track.size + 3, to));
    }
    at = to;
  }
  const magic = head && String.fromCharCode(...head.subarray(0, 8));
  return head && magic === 'OpusHead' && packets.length ? { head, packets } : null;
}

/** How long a packet sounds, in samples of 48 kHz. */
export function samplesOf(packet: Uint8Array): number {
  const kind = packet[0] ?? 0;
  const config = kind >> 3;
  const size =
    config < 12 ? ([480, 960, 1920, 2880][config & 3] ?? 0) : config < 16 ? 480 << (config & 1) : 120 << (config & 3);
  const count = [1, 2, 2, (packet[1] ?? 0) & 0x3f][kind & 3] ?? 1;
  return size * count;
}

const table = Array.from({ length: 256 }, (_, i) => {
  let sum = i << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum >>> 0;
});
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ (table[(sum >>> 24) ^ byte] ?? 0)) >>> 0;
  return sum;
}

function page(packets: readonly Uint8Array[], kind: number, position: number, serial: number, n: number): Uint8Array {
  const lacing = packets.flatMap(one => [...Array<number>(Math.floor(one.length / 255)).fill(255), one.length % 255]);
  const out = new Uint8Array(27 + lacing.length + packets.reduce((sum, one) => sum + one.length, 0));
  const view = new DataView(out.buffer);
  out.set([0x4f, 0x67, 0x67, 0x53, 0, kind]);
  view.setBigUint64(6, BigInt(position), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, n, true);
  out[26] = lacing.length;
  out.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const one of packets) {
    out.set(one, at);
    at += one.length;
  }
  view.setUint32(22, checksum(out), true);
  return out;
}

const first = 2;
const last = 4;
/** The same sound in Ogg; null where the recording is not Opus in WebM. */
export function oggOf(webm: Uint8Array, serial: number): Uint8Array<ArrayBuffer>[] | null {
  const opus = opusOf(webm);
  if (!opus) return null;
  const vendor = new TextEncoder().encode('Parley');
  const tags = new Uint8Array(16 + vendor.length);
  tags.set(new TextEncoder().encode('OpusTags'));
  tags[8] = vendor.length;
  tags.set(vendor, 12);
  const pages = [page([opus.head], first, 0, serial, 0), page([tags], 0, 0, serial, 1)];
  let position = 0;
  let waiting: Uint8Array[] = [];
  let room = 255;
  opus.packets.forEach((packet, i) => {
    const needs = Math.floor(packet.length / 255) + 1;
    if (needs > room) {
      pages.push(page(waiting, 0, position, serial, pages.length));
      waiting = [];
      room = 255;
    }
    waiting.push(packet);
    room -= needs;
    position += samplesOf(packet);
    if (i === opus.packets.length - 1) pages.push(page(waiting, last, position, serial, pages.length));
  });
  return pages as Uint8Array<ArrayBuffer>[];
}
