import assert from 'node:assert/strict';

/** How many messages the crash tests stream, over how many people at once. */
export const total = 1000;
export const lanes = 10;

/** What one person writes, in order. @param {number} lane */
export const texts = (lane) => Array.from({ length: total / lanes }, (_, i) => `${lane}/${i}`);

/** Every person's thread holds exactly what was written: nothing lost, doubled or reordered. @param {import('../harness.mjs').Operator} olga @param {(lane: number) => string[]} [lines] */
export async function assertThreads(olga, lines = texts) {
  const conversations = await olga.conversations();
  for (let lane = 0; lane < lanes; lane++) {
    const own = conversations.filter((one) => one.contact.name === `Lane ${lane}`);
    assert.equal(own.length, 1, `conversations of lane ${lane}`);
    assert.deepEqual((await olga.spoken(own[0].id)).map((message) => message.text), lines(lane));
  }
}
