/** Speech as WAV, for channels that take nothing that the browser records: one channel of 16 bits, 16,000 times a second. */
import type { Recorded } from '../../shared/recording';

const rate = 16_000;
export const wavBytesPerSecond = rate * 2;
const headBytes = 44;

export function wavBytes(samples: Float32Array): ArrayBuffer {
  const bytes = new ArrayBuffer(headBytes + samples.length * 2);
  const view = new DataView(bytes);
  const mark = (at: number, letters: string) => {
    for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i));
  };
  mark(0, 'RIFF');
  view.setUint32(4, bytes.byteLength - 8, true);
  mark(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, wavBytesPerSecond, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  mark(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (let i = 0; i < samples.length; i++) {
    const sample = Math.max(-1, Math.min(1, samples[i] ?? 0));
    view.setInt16(headBytes + i * 2, Math.round(sample * (sample < 0 ? 32_768 : 32_767)), true);
  }
  return bytes;
}

export async function wavOf(file: File): Promise<Recorded> {
  // Decoding brings it to the rate of the context.
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(await file.arrayBuffer());
  const mono = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel++) {
    const samples = sound.getChannelData(channel);
    for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (samples[i] ?? 0) / sound.numberOfChannels;
  }
  const made = new File([wavBytes(mono)], file.name.replace(/\.\w+$/, '.wav'), { type: 'audio/wav' });
  return { file: made, duration: (mono.length / rate) * 1000 };
}
