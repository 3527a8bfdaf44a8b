/** A voice message while it is being said: the microphone, how loud it is, and the file in the end. */
import { oggOf } from './ogg';

/** What recorders make and messengers take as voice, the best first; Chromium's WebM becomes Ogg. */
const types = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'];
/** The kind of file that is made of what is recorded so. */
export const becomes = (type: string) => type.replace(/;.*/, '').replace('webm', 'ogg');

/** As what to record for who takes these kinds of file; empty: any. What is said in another is for the caller to turn. */
export function typeFor(takes: readonly string[]): string | undefined {
  const able = globalThis.MediaRecorder ? types.filter(one => MediaRecorder.isTypeSupported(one)) : [];
  // The bare name is AAC only where there is nothing else.
  return able.find((one, i) => takes.includes(becomes(one)) && (one !== 'audio/mp4' || i === 0)) ?? able[0];
}
const endings: Readonly<Record<string, string>> = { 'audio/ogg': 'ogg', 'audio/mp4': 'm4a', 'audio/webm': 'webm' };
const levelEvery = 80;

export type Refusal = 'denied' | 'none' | 'busy' | 'insecure' | 'unable';
export class MicrophoneError extends Error {
  constructor(readonly why: Refusal) {
    super(why);
  }
}
export interface Recorded {
  readonly file: File;
  readonly duration: number;
}

export class Recording {
  paused = false;
  /** Milliseconds said so far. */
  span = 0;
  /** How loud it was, every moment of it, 0 to 1. */
  levels: readonly number[] = [];
  private readonly parts: Blob[] = [];
  private readonly context = new AudioContext();
  private readonly ear: AnalyserNode;
  private readonly timer: ReturnType<typeof setInterval>;
  private since = performance.now();
  private before = 0;

  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
    private readonly changed: () => void,
  ) {
    this.ear = this.context.createAnalyser();
    this.ear.fftSize = 1024;
    this.context.createMediaStreamSource(stream).connect(this.ear);
    recorder.ondataavailable = event => {
      if (event.data.size) this.parts.push(event.data);
    };
    this.timer = setInterval(() => this.listen(), levelEvery);
  }

  /** Sound comes from here on. `changed`: every moment while it goes on, and when it stops or goes on. */
  static async begin(changed: () => void, takes: readonly string[] = []): Promise<Recording> {
    if (!navigator.mediaDevices) throw new MicrophoneError('insecure');
    const type = typeFor(takes);
    if (!type) throw new MicrophoneError('unable');
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
      });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : '';
      if (name === 'NotAllowedError' || name === 'SecurityError') throw new MicrophoneError('denied');
      if (name === 'NotFoundError') throw new MicrophoneError('none');
      if (name === 'NotReadableError' || name === 'AbortError') throw new MicrophoneError('busy');
      throw error;
    }
    const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 });
    await new Promise(begun => {
      recorder.onstart = begun;
      // A second at a time: what was said is there also when the microphone is pulled out.
      recorder.start(1000);
    });
    return new Recording(stream, recorder, changed);
  }

  private listen(): void {
    if (this.paused) return;
    this.span = this.before + performance.now() - this.since;
    const samples = new Float32Array(this.ear.fftSize);
    this.ear.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const one of samples) sum += one * one;
    // Speech is quiet on a straight scale.
    this.levels = [...this.levels, Math.min(1, Math.sqrt(sum / samples.length) * 4)];
    this.changed();
  }

  pause(): void {
    if (this.paused || this.recorder.state !== 'recording') return;
    this.recorder.pause();
    this.before += performance.now() - this.since;
    this.paused = true;
    this.changed();
  }
  resume(): void {
    if (!this.paused || this.recorder.state !== 'paused') return;
    this.recorder.resume();
    this.since = performance.now();
    this.paused = false;
    this.changed();
  }

  async finish(name: string): Promise<Recorded> {
    if (!this.paused) this.span = this.before + performance.now() - this.since;
    if (this.recorder.state !== 'inactive') {
      await new Promise<void>(done => {
        this.recorder.onstop = () => done();
        this.recorder.stop();
      });
    }
    this.release();
    let type = (this.recorder.mimeType || types[1] || '').split(';')[0] ?? '';
    let parts: BlobPart[] = this.parts;
    if (type === 'audio/webm') {
      const bytes = new Uint8Array(await new Blob(this.parts).arrayBuffer());
      const pages = oggOf(bytes, crypto.getRandomValues(new Uint32Array(1))[0] ?? 1);
      if (pages) [parts, type] = [pages, 'audio/ogg'];
    }
    const file = new File(parts, `${name}.${endings[type] ?? 'audio'}`, { type });
    return { file, duration: this.span };
  }

  /** The microphone is free, and its light goes out. */
  release(): void {
    clearInterval(this.timer);
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
    if (this.context.state !== 'closed') void this.context.close();
  }
}

/** The last `shown` of them as strokes of a picture 24 high and four wide for each, the newest at its end. */
export function levelStrokes(levels: readonly number[], shown: number): string {
  const last = levels.slice(-shown);
  return last
    .map((level, i) => {
      const high = Math.max(2, level * 24);
      return `M${(shown - last.length + i) * 4 + 2} ${12 - high / 2}v${high}`;
    })
    .join('');
}
