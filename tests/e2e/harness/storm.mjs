import assert from 'node:assert/strict';

/**
 * Gives each of these people so many answers, the first of all before the second of any.
 * @template P
 * @param {import('./operator.mjs').Operator} olga
 * @param {{name: string, id: number, person: P}[]} people @param {number} each
 */
export async function queueAll(olga, people, each) {
  for (let n = 0; n < each; n++) await Promise.all(people.map(({ id, name }) => olga.send(id, { text: `${name} ${n}` })));
}

/** Every one of them has exactly theirs, in order. @template P @param {{name: string, person: P}[]} people @param {number} each @param {(person: P) => string[]} got */
export function assertAllOnce(people, each, got) {
  for (const { name, person } of people) assert.deepEqual(got(person), Array.from({ length: each }, (_, n) => `${name} ${n}`));
}
