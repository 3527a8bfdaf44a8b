import { createHmac } from 'node:crypto';
import { signature, written } from './signing.mjs';

const hour = 3600 * 1000;

/**
 * What differs between the platforms.
 * @typedef {object} Habits
 * @property {string} object what the deliveries are of
 * @property {boolean} [inOrder] one request at a time; a failed one comes again later, out of its place
 * @property {number} [longest] how long a delivery is tried again
 * @property {number} [patience] how long an answer is waited for, in real time
 * @property {(entry: any) => boolean} [wanted] does anybody still want this entry?
 * @property {(id: string) => void} [failing] nothing could be delivered of this entry's id for an hour
 * @property {(body: any) => any} [wrap]
 */

/** Tells one address what happened, as Meta does: several things at once where they gathered, and again until it is taken. */
export class Delivery {
  /** @param {import('../telegram/clock.mjs').Clock} clock @param {() => {url: string, secret: string}} target where to, and the app's secret, as they are now @param {Habits} habits */
  constructor(clock, target, habits) {
    this.clock = clock;
    this.target = target;
    this.habits = habits;
    /** Gathered while held. @type {any[]} */ this.waiting = [];
    this.held = false;
    this.stopped = false;
    /** Each request made. @type {{status: number | null, body: string, at: number}[]} */ this.attempts = [];
    /** How many deliveries more come twice. */ this.twice = 0;
    this.open = 0;
    /** @type {Promise<unknown>} */ this.line = Promise.resolve();
    /** The end of the hour of those that fail, by the entry's id. @type {Map<string, unknown>} */ this.failures = new Map();
  }
  /** Resolves once it was tried, or at once when held. @param {any} entry @returns {Promise<void>} */
  async tell(entry) {
    if (this.held) return void this.waiting.push(entry);
    await this.post([entry]);
  }
  /** From now on nothing goes out. */
  hold() {
    this.held = true;
  }
  /** All that gathered, in one body, or each in its own. @param {(entries: any[]) => any[]} [order] @param {{apart?: boolean}} [how] */
  async release(order = (entries) => entries, { apart = false } = {}) {
    this.held = false;
    const entries = order(this.waiting);
    this.waiting = [];
    const most = apart ? 1 : 1000;
    for (let at = 0; at < entries.length; at += most) await this.post(entries.slice(at, at + most));
  }
  /** @param {any[]} entries @param {number} [tries] @param {number} [since] @returns {Promise<void>} */
  post(entries, tries = 0, since = this.clock.now()) {
    if (!this.habits.inOrder) return this.attempt(entries, tries, since);
    const turn = this.line.then(() => this.attempt(entries, tries, since));
    this.line = turn;
    return turn;
  }
  /** @param {any[]} all @param {number} tries @param {number} since */
  async attempt(all, tries, since) {
    const { wanted = () => true, longest = 7 * 24 * hour, object, wrap = (body) => body } = this.habits;
    const entries = all.filter(wanted);
    const { url, secret } = this.target();
    if (!url || this.stopped || !entries.length) return;
    const body = written(wrap({ object, entry: entries }));
    this.open++;
    const status = await this.send(url, secret, body);
    if (status === 200 && this.twice > 0) {
      this.twice--;
      await this.send(url, secret, body);
    }
    this.open--;
    this.note(new Set(entries.map((entry) => String(entry.id))), status === 200);
    if (status === 200 || this.stopped || this.clock.now() - since > longest) return;
    this.clock.setTimeout(() => void this.post(entries, tries + 1, since), Math.min(1000 * 2 ** tries, hour));
  }
  /** @param {Set<string>} ids @param {boolean} well */
  note(ids, well) {
    const { failing } = this.habits;
    if (!failing) return;
    for (const id of ids) {
      if (well) {
        this.clock.clearTimeout(this.failures.get(id));
        this.failures.delete(id);
      } else if (!this.failures.has(id)) {
        const end = () => {
          this.failures.delete(id);
          failing(id);
        };
        this.failures.set(id, this.clock.setTimeout(end, hour));
      }
    }
  }
  /** @param {string} url @param {string} secret @param {Buffer} body */
  async send(url, secret, body) {
    const headers = {
      'content-type': 'application/json', 'user-agent': 'facebookexternalua', accept: '*/*',
      'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`, 'x-hub-signature-256': signature(secret, body),
    };
    const { patience } = this.habits;
    const status = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body), redirect: 'manual', ...(patience ? { signal: AbortSignal.timeout(patience) } : {}) }).then(async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    }).catch(() => null);
    this.attempts.push({ status, body: body.toString('latin1'), at: this.clock.now() });
    return status;
  }
  stop() {
    this.stopped = true;
  }
}
