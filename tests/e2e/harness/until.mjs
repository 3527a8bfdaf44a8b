/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks again and again until the answer is truthy, and returns it.
 * @template T
 * @param {() => T | Promise<T>} ask
 * @param {string} what is awaited, for the message of failure
 * @param {{seconds?: number, every?: number}} [more]
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(ask, what, { seconds = 20, every = 50 } = {}) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return /** @type {NonNullable<T>} */ (answer);
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}; last answer: ${last instanceof Error ? last.message : JSON.stringify(last)?.slice(0, 500)}`);
    await pause(every);
  }
}
