import { describe, expect, it } from 'vitest';
import { wavBytes } from '../../app/composer/wav';

const letters = (view: DataView, at: number) => String.fromCharCode(...[0, 1, 2, 3].map(i => view.getUint8(at + i)));

describe('a WAV of speech', () => {
  it('says what it is: one channel, 16 bits, 16,000 times a second', () => {
    const view = new DataView(wavBytes(new Float32Array(3)));
    expect([letters(view, 0), letters(view, 8), letters(view, 12), letters(view, 36)]).toEqual([
      'RIFF',
      'WAVE',
      'fmt ',
      'data',
    ]);
    expect([view.byteLength, view.getUint32(4, true), view.getUint32(40, true)]).toEqual([50, 42, 6]);
    expect([20, 22, 32, 34].map(at => view.getUint16(at, true))).toEqual([1, 1, 2, 16]);
    expect([view.getUint32(24, true), view.getUint32(28, true)]).toEqual([16_000, 32_000]);
  });
  it('holds the samples, those that are too loud at the edge', () => {
    const view = new DataView(wavBytes(new Float32Array([0, 1, -1, 0.5, 7, -7])));
    expect([0, 1, 2, 3, 4, 5].map(i => view.getInt16(44 + i * 2, true))).toEqual([
      0, 32_767, -32_768, 16_384, 32_767, -32_768,
    ]);
  });
});
