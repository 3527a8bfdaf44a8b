/**
 * Time as the fake sees it, so that retries and expiry can be tested without waiting.
 * @typedef {{now(): number, setTimeout(fn: () => void, ms: number): unknown, clearTimeout(handle: unknown): void}} Clock
 */

/** @type {Clock} The machine's own time, in milliseconds since 1970. */
export const systemClock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => {
    const handle = setTimeout(fn, ms);
    handle.unref?.();
    return handle;
  },
  clearTimeout: (handle) => clearTimeout(/** @type {NodeJS.Timeout} */ (handle)),
};

/** A clock that moves only when told to. Timers due are run in order of their time. */
export class ManualClock {
  /** @param {number} start milliseconds since 1970 */
  constructor(start = 1_788_000_000_000) {
    this.time = start;
    /** @type {{at: number, fn: () => void}[]} */
    this.timers = [];
  }
  now() {
    return this.time;
  }
  /** @param {() => void} fn @param {number} ms */
  setTimeout(fn, ms) {
    const timer = { at: this.time + Math.max(0, ms), fn };
    this.timers.push(timer);
    return timer;
  }
  /** @param {unknown} handle */
  clearTimeout(handle) {
    this.timers = this.timers.filter((timer) => timer !== handle);
  }
  /** Milliseconds until the next timer, or null when none waits. */
  nextIn() {
    return this.timers.length ? Math.min(...this.timers.map((timer) => timer.at)) - this.time : null;
  }
  /** Moves time on by `ms`, running what falls due on the way. */
  advance(ms) {
    const end = this.time + ms;
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = Math.max(this.time, due.at);
      due.fn();
    }
    this.time = end;
  }
}
