/** What is heard: two soft notes, others for each kind of news. */
import { volume } from './settings';

/** The strongest first: what comes together is one tone. */
const notes = {
  mention: [660, 880],
  late: [587, 587, 494],
  new: [784, 587],
  assigned: [523, 784],
} as const;
export type Tone = keyof typeof notes;
export const tones = Object.keys(notes) as Tone[];

let audio: AudioContext | undefined;
export function play(kind: Tone): void {
  // By the square, as ears hear it; at the usual 60 of 100 it is soft.
  const loud = (volume.peek() / 100) ** 2 / 3;
  if (!loud) return;
  try {
    audio ??= new AudioContext();
    void audio.resume();
    notes[kind].forEach((frequency, i) => {
      const at = audio!.currentTime + i * 0.13;
      const note = audio!.createOscillator();
      const gain = audio!.createGain();
      note.type = 'sine';
      note.frequency.value = frequency;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(loud, at + 0.012);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.28);
      note.connect(gain).connect(audio!.destination);
      note.start(at);
      note.stop(at + 0.3);
    });
  } catch {
    // No sound here: the title tells.
  }
}

/** A new enquiry comes with its assignment: its parts are within this of each other. */
const together = 150;
let next: Tone | null = null;
export function playSoon(kind: Tone): void {
  if (next) {
    if (tones.indexOf(kind) < tones.indexOf(next)) next = kind;
    return;
  }
  next = kind;
  setTimeout(() => {
    const strongest = next;
    next = null;
    if (strongest) play(strongest);
  }, together);
}
