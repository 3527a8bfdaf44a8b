import { createHmac } from 'node:crypto';
import { signature, written } from './signing.mjs';

const longest = 7 * 24 * 3600 * 1000;

/** Tells one address what happened, as Meta does: in any order, several things at once where they gathered, and again until it is taken. */
export class Delivery {
  /** @param {import('../telegram/clock.mjs').Clock} clock @param {() => {url: string, secret: string}} target where to, and the app's secret, as they are now */
  constructor(clock, target) {
    this.clock = clock;
    this.target = target;
    /** Gathered while held. @type {any[]} */ this.waiting = [];
    this.held = false;
    this.stopped = false;
    /** Each request made. @type {{status: number | null, body: string, at: number}[]} */ this.attempts = [];
    /** How many deliveries more come twice. */ this.twice = 0;
    this.open = 0;
  }
  /** @param {any} entry {id, changes} */
  tell(entry) {
    if (this.held) return void this.waiting.push(entry);
    void this.post([entry]);
  }
  /** From now on nothing goes out. */
  hold() {
    this.held = true;
  }
  /** All that gathered, in one body. @param {(entries: any[]) => any[]} [order] */
  async release(order = (entries) => entries) {
    this.held = false;
    const entries = order(this.waiting);
    this.waiting = [];
    if (entries.length) await this.post(entries);
  }
  /** @param {any[]} entries @param {number} [tries] @param {number} [since] */
  async post(entries, tries = 0, since = this.clock.now()) {
    const { url, secret } = this.target();
    if (!url || this.stopped) return;
    const body = written({ object: 'whatsapp_business_account', entry: entries });
    this.open++;
    const status = await this.send(url, secret, body);
    if (status === 200 && this.twice > 0) {
      this.twice--;
      await this.send(url, secret, body);
    }
    this.open--;
    if (status === 200 || this.stopped || this.clock.now() - since > longest) return;
    this.clock.setTimeout(() => void this.post(entries, tries + 1, since), Math.min(1000 * 2 ** tries, 3_600_000));
  }
  /** @param {string} url @param {string} secret @param {Buffer} body */
  async send(url, secret, body) {
    const headers = {
      'content-type': 'application/json', 'user-agent': 'facebookexternalua', accept: '*/*',
      'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`, 'x-hub-signature-256': signature(secret, body),
    };
    const status = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' }).then(async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    }, () => null);
    this.attempts.push({ status, body: body.toString('latin1'), at: this.clock.now() });
    return status;
  }
  stop() {
    this.stopped = true;
  }
}
