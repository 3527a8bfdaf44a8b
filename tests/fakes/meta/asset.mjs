import { randomBytes } from 'node:crypto';
import { GraphError } from './errors.mjs';
import { Thread } from './thread.mjs';

/** With which an app acts for a Page or an account. */
export class Token {
  /** @param {string} value @param {import('./app.mjs').App} app @param {Asset} asset @param {{issued: number, until?: number, scopes: Iterable<string>}} facts */
  constructor(value, app, asset, { issued, until = Infinity, scopes }) {
    this.value = value;
    this.app = app;
    this.asset = asset;
    this.issued = issued;
    this.until = until;
    this.scopes = new Set(scopes);
    /** Of an hour, to be exchanged for a lasting one. */ this.short = false;
    /** Set: why it is dead: 458 app removed, 460 password, 467 logged out. @type {number | null} */ this.dead = null;
  }
  /** @param {number} now @returns {GraphError | null} */
  wrong(now) {
    if (this.dead !== null) return new GraphError(190, this.dead);
    return this.until <= now ? new GraphError(190, 463) : null;
  }
}

/** The business's side: a Page, or an Instagram account. */
export class Asset {
  /** @param {import('./messaging.mjs').MessagingFake} fake @param {{id: string, name: string}} facts */
  constructor(fake, { id, name }) {
    this.fake = fake;
    this.id = id;
    this.name = name;
    /** The token of the app it was made with. */ this.token = '';
    /** Which apps hear of it, and which fields. @type {Map<import('./app.mjs').App, Set<string>>} */ this.subscribers = new Map();
    /** @type {Map<import('./person.mjs').MetaPerson, Thread>} */ this.threads = new Map();
    /** Get Started, greeting, menu, ice breakers. @type {Record<string, any>} */ this.profile = {};
    /** Approved utility templates. */ this.templates = new Set();
    /** Files kept for sending again. @type {Map<string, {type: string, file: import('./params.mjs').SentFile, until: number}>} */ this.uploads = new Map();
    /** Guests of a plugin. @type {Map<string, import('./person.mjs').MetaPerson>} */ this.guests = new Map();
    this.restricted = false;
    /** When its calls of one kind were made. @type {Map<string, number[]>} */ this.made = new Map();
  }
  /** By what /debug_token names it. */
  get tokenProfile() {
    return this.id;
  }
  /** As whom it comments. @returns {{id: string, name: string} & Record<string, any>} */
  get mine() {
    return { id: this.id, name: this.name };
  }
  /** As the history of a thread names it. @returns {Record<string, any>} */
  get participant() {
    return { id: this.id, name: this.name };
  }
  /** Gives an app access. @param {import('./app.mjs').App} app @param {string} [value] @param {{until?: number}} [more] */
  addToken(app, value = `EAAfake${randomBytes(24).toString('hex')}`, more = {}) {
    const token = new Token(value, app, this, { issued: this.fake.clock.now(), scopes: this.fake.scopes, ...more });
    this.fake.tokens.set(value, token);
    return token;
  }
  /** Tokens of it no longer serve. @param {number} [subcode] */
  revoke(subcode = 460) {
    for (const token of this.fake.tokens.values()) if (token.asset === this) token.dead = subcode;
  }
  /** Takes a permission from its tokens. @param {string} scope */
  withdraw(scope) {
    for (const token of this.fake.tokens.values()) if (token.asset === this) token.scopes.delete(scope);
  }
  /** @param {import('./person.mjs').MetaPerson} person */
  threadWith(person) {
    let thread = this.threads.get(person);
    if (!thread) this.threads.set(person, (thread = new Thread(this, person, this.threads.size + 1)));
    return thread;
  }
  /** Puts a file where the platform keeps such; its link. @param {Buffer} bytes @param {string} mime @param {string} name @param {number} [life] */
  keep(bytes, mime, name, life = this.fake.mediaLife) {
    return this.fake.cdn.keep(bytes, mime, name, life, this.fake.baseOf(this));
  }
  /** Whom an id of ours means. @param {string} id */
  whoIs(id) {
    return this.fake.people.find((one) => one.ids.get(this) === id);
  }
  /** One more call of a kind within a time; false when there were enough. @param {string} kind @param {number} most @param {number} within */
  take(kind, most, within) {
    const now = this.fake.clock.now();
    const before = (this.made.get(kind) ?? []).filter((at) => at > now - within);
    this.made.set(kind, before);
    if (before.length >= most) return false;
    before.push(now);
    return true;
  }

  /** Somebody answers in the platform's own inbox. Returns the message's id. @param {import('./person.mjs').MetaPerson} person @param {string | Record<string, any>} message a text, or a message as deliveries have it @param {{app?: number | string | null}} [more] */
  writeFromInbox(person, message, { app = this.fake.inboxApp } = {}) {
    const thread = this.threadWith(person);
    const record = thread.add('asset', typeof message === 'string' ? { text: message } : message);
    void this.fake.tellEcho(thread, record, { app });
    return record.mid;
  }
  /** Another app takes the thread (or ours gets it back, with its id); `event` says how ours is told. @param {import('./person.mjs').MetaPerson} person @param {string} to @param {'pass_thread_control' | 'take_thread_control' | null} [event] @param {string} [metadata] */
  handOver(person, to, event = null, metadata = '') {
    const thread = this.threadWith(person);
    const before = thread.owner ?? '';
    thread.owner = to;
    if (!event) return;
    void this.fake.tellEvent(thread, this.fake.fieldNames.handover, { [event]: { previous_owner_app_id: before, new_owner_app_id: to, metadata } }, { standby: false });
  }
}
