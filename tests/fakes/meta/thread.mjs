const hour = 3600 * 1000;

/**
 * @typedef {object} Spoken one message of a thread
 * @property {string} mid @property {number} at @property {'person' | 'asset'} by
 * @property {Record<string, any>} message as deliveries have it, without the mid
 * @property {string} [metadata] @property {number} edits @property {boolean} deleted @property {Map<string, string>} reactions
 */

/** What one person and one Page said to each other. */
export class Thread {
  /** @param {import('./asset.mjs').Asset} asset @param {import('./person.mjs').MetaPerson} person @param {number} n */
  constructor(asset, person, n) {
    this.asset = asset;
    this.person = person;
    this.id = `t_${10_000_000_000_000_000n + BigInt(n)}`;
    /** When the person last did what opens the window. */ this.heard = -Infinity;
    /** @type {Spoken[]} */ this.spoken = [];
    this.blocked = false;
    /** The app that has it; null for any. @type {string | null} */ this.owner = null;
  }
  /** @param {number} now @param {number} hours */
  open(now, hours) {
    return now - this.heard <= hours * hour;
  }
  /** Has the person ever spoken here, or been spoken to? */
  get known() {
    return this.spoken.length > 0 || this.heard > -Infinity;
  }
  /** @param {'person' | 'asset'} by @param {Record<string, any>} message @param {{mid?: string, metadata?: string}} [more] @returns {Spoken} */
  add(by, message, { mid = this.asset.fake.newMid(), metadata } = {}) {
    const record = { mid, at: this.asset.fake.stamp(), by, message, metadata, edits: 0, deleted: false, reactions: new Map() };
    this.spoken.push(record);
    return record;
  }
  /** @param {string} mid */
  find(mid) {
    return this.spoken.find((one) => one.mid === mid);
  }
  /** The newest of ours. */
  get lastOurs() {
    return this.spoken.findLast((one) => one.by === 'asset');
  }
}
