import { createHash, randomBytes } from 'node:crypto';

/**
 * @typedef {{id: string, mime: string, bytes: Buffer, name: string, sha256: string, number: string, until: number}} StoredMedia
 * @typedef {{id: string, name: string, language: string, status: string, category: string, parameter_format?: string, components: any[], rejected_reason?: string, quality_score?: {score: string, date: number}}} Template
 */

const day = 24 * 3600 * 1000;

/** A phone number of the business. */
export class BusinessNumber {
  /** @param {Business} business @param {string} id @param {string} phone digits */
  constructor(business, id, phone) {
    this.business = business;
    this.id = id;
    this.phone = phone;
    this.verifiedName = 'Nordwind Bikes';
    this.status = 'CONNECTED';
    this.quality = 'GREEN';
    /** When a person's last message came, by the person's key. @type {Map<string, number>} */ this.heard = new Map();
    /** Messages a person may get at once: 45, and one more each 6 s. @type {Map<string, {left: number, at: number}>} */ this.pairs = new Map();
    /** Set: only these may be written to, as with a test number. @type {Set<string> | null} */ this.allowList = null;
  }
  /** What stands in every delivery. */
  get metadata() {
    return { display_phone_number: this.phone, phone_number_id: this.id };
  }
  /** Free words only within a day of the person's last. @param {string} key @param {number} now */
  windowOpen(key, now) {
    return now - (this.heard.get(key) ?? -Infinity) < day;
  }
  /** @param {string} key @param {number} now @returns {boolean} whether one more may go */
  takePair(key, now) {
    const pair = this.pairs.get(key) ?? { left: 45, at: now };
    pair.left = Math.min(45, pair.left + (now - pair.at) / 6000);
    pair.at = now;
    this.pairs.set(key, pair);
    if (pair.left < 1) return false;
    pair.left -= 1;
    return true;
  }
}

/** A WhatsApp Business account with the app that serves it. */
export class Business {
  /** @param {{id: string, token: string, appSecret: string, appId: string}} facts */
  constructor({ id, token, appSecret, appId }) {
    this.id = id;
    this.token = token;
    this.appSecret = appSecret;
    this.appId = appId;
    this.revoked = false;
    /** Where deliveries go, and the word they were agreed with. */ this.hook = { url: '', word: '' };
    /** @type {Map<string, BusinessNumber>} */ this.numbers = new Map();
    /** @type {Template[]} */ this.templates = [];
    /** What the token may do. */ this.permissions = new Set(['whatsapp_business_messaging', 'whatsapp_business_management']);
  }
}

let serial = 0;
/** @param {string} person digits, or none @param {boolean} ours */
export function wamid(person, ours) {
  const tail = createHash('sha256').update(`${++serial} ${randomBytes(8).toString('hex')}`).digest('hex').slice(0, 20).toUpperCase();
  return `wamid.${Buffer.from(`\x1c\x18\x0b${person || '00000000000'}\x15\x02\x00${ours ? '\x11' : '\x12'}\x18\x14${tail}\x00`, 'latin1').toString('base64')}`;
}
