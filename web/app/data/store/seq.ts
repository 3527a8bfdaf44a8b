/** The number of the last event seen: where the socket goes on after a break, and how old an answer is. */
let last = 0;
export const lastSeq = () => last;
export function saw(seq: number): void {
  if (seq > last) last = seq;
}
export function forgetSeq(): void {
  last = 0;
}
