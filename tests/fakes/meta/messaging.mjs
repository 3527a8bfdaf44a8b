import { App, debugToken, proofOf, subscriptions } from './app.mjs';
import { Cdn } from './cdn.mjs';
import { Delivery } from './deliver.mjs';
import { bad, GraphError } from './errors.mjs';
import { Faults } from './faults.mjs';
import { GraphServer } from './graph.mjs';
import { names, only, readParams } from './params.mjs';

const day = 24 * 3600 * 1000;
const commonCalls = ['messages', 'actions', 'message_attachments', 'profile', 'subscribed_apps', 'subscriptions', 'debug_token', 'conversations', 'comments', 'comment', 'messenger_profile'];

/**
 * @typedef {{app: App, asset: any, token: import('./asset.mjs').Token}} Caller who calls, for which Page
 * @typedef {object} Call
 * @property {string} method @property {string} node @property {string} edge @property {Record<string, any>} params @property {Map<string, import('./params.mjs').SentFile>} files
 * @property {string | undefined} token @property {string} host @property {string} link the address, for the next page @property {import('./graph.mjs').CallState} state
 */

/** What the fakes of Messenger and Instagram have in common: apps, tokens, webhooks, echoes, what was sent. */
export class MessagingFake extends GraphServer {
  /** @param {{clock?: import('../telegram/clock.mjs').Clock, hosts?: string[], namedFiles?: boolean, object: string, fields: string[], calls: string[]}} options the object of its webhooks, the fields an app may subscribe to, names of its own calls for faults */
  constructor({ clock, hosts, namedFiles = false, object, fields, calls }) {
    super({ clock, hosts, faults: new Faults({ calls: [...commonCalls, ...calls] }) });
    this.object = object;
    this.fields = fields;
    /** @type {App[]} */ this.apps = [];
    /** @type {any[]} */ this.assets = [];
    /** @type {any[]} */ this.people = [];
    /** @type {Map<string, import('./asset.mjs').Token>} */ this.tokens = new Map();
    /** @type {Map<string, Delivery>} */ this.deliveries = new Map();
    this.cdn = new Cdn(this, namedFiles);
    /** How long links of files live. */ this.mediaLife = day;
    /** When what an app sent comes back: before the answer to its call, after it, or never. @type {'before' | 'after' | 'none'} */ this.echo = 'after';
    /** How far a message gets by itself. @type {'delivered' | 'none'} */ this.receipts = 'delivered';
    /** How long an answer to a delivery is waited for. */ this.patience = 5000;
    /** Calls for conversations in a second. */ this.conversationRate = 2;
    /** Accepted messages, in order: the oracle. @type {any[]} */ this.ledger = [];
    /** Signs of typing, of having seen, reactions. @type {any[]} */ this.actions = [];
    /** Public comments made by apps, in order. @type {any[]} */ this.comments = [];
    /** Every comment there is, by its id. @type {Map<string, any>} */ this.wall = new Map();
    /** @type {Map<string, any>} */ this.posts = new Map();
    /** What is yet to be told. @type {Set<Promise<unknown>>} */ this.coming = new Set();
    this.serials = 0;
    this.stamped = 0;
    // What each platform says of itself; see there.
    /** @type {import('./rules.mjs').Rules} */ this.rules = /** @type {any} */ (null);
    /** @type {Record<'message' | 'postback' | 'referral' | 'reaction' | 'edit' | 'optin' | 'handover' | 'read', string>} */ this.fieldNames = /** @type {any} */ (null);
    /** @type {string[]} */ this.scopes = [];
    this.platform = '';
    /** What stands in the referral of a link. @type {Record<string, any>} */ this.linkReferral = {};
    this.assetName = 'asset';
    /** The app the platform's own inbox sends with. @type {string | null} */ this.inboxApp = null;
    /** @type {string[]} */ this.uploadParams = [];
    /** Quirks of deliveries. @type {Record<string, any>} */ this.quirks = {};
  }
  serial() {
    return ++this.serials;
  }
  /** The time in milliseconds, never twice the same. */
  stamp() {
    this.stamped = Math.max(this.stamped + 1, this.clock.now());
    return this.stamped;
  }
  /** @returns {string} */
  newMid() {
    throw new Error('each platform has ids of its own');
  }
  /** @returns {string} */
  newPersonId() {
    throw new Error('each platform has ids of its own');
  }
  /** Must a call for conversations say of which platform? @param {Call} _call */
  platformNeeded(_call) {
    return false;
  }
  /** @param {{id?: string, secret?: string, name?: string}} [facts] */
  addApp(facts = {}) {
    const app = new App({ id: facts.id ?? String(1_000_000_000_000_001 + this.apps.length), secret: facts.secret ?? `secret${this.apps.length + 1}ofthefake`.padEnd(32, '0'), name: facts.name });
    this.apps.push(app);
    return app;
  }
  /** The line to an app; one for each secret it signs with. @param {App} app @param {string} [secret] */
  deliveryOf(app, secret = app.secret) {
    const key = `${app.id} ${secret}`;
    let delivery = this.deliveries.get(key);
    if (!delivery) {
      const find = (id) => this.assets.find((one) => one.id === String(id));
      delivery = new Delivery(this.clock, () => ({ url: this.hookOf(app, secret)?.url ?? '', secret }), {
        object: this.object, inOrder: true, patience: this.patience, wrap: (body) => this.wrap(body),
        wanted: (entry) => !find(entry.id) || find(entry.id).subscribers.has(app),
        failing: (id) => void find(id)?.subscribers.delete(app),
      });
      this.deliveries.set(key, delivery);
    }
    return delivery;
  }
  /** Where an app hears, of what it signs with this secret. @param {App} app @param {string} _secret */
  hookOf(app, _secret) {
    return app.hooks.get(this.object);
  }
  /** The host that serves an asset, with its files. @param {any} _asset */
  baseOf(_asset) {
    return this.url;
  }
  /** A delivery's body as a whole. @param {any} body */
  wrap(body) {
    return body;
  }
  /** Does the app hear this field of this asset? @param {App} app @param {any} asset @param {string} field */
  hears(app, asset, field) {
    return Boolean(app.hooks.get(this.object)?.fields.includes(field) && asset.subscribers.get(app)?.has(field));
  }
  /** @param {any} asset @param {'messaging' | 'standby'} kind @param {any} event @param {string} _field @returns {any} */
  entryOf(asset, kind, event, _field) {
    return { id: asset.id, time: this.clock.now(), [kind]: [event] };
  }
  /** @param {any} asset @param {string} field @param {any} value @returns {any} */
  changeOf(asset, field, value) {
    return { id: asset.id, time: Math.floor(this.clock.now() / 1000), changes: [{ field, value }] };
  }
  /**
   * Tells every app that hears it of an event of a thread. Resolves once it was tried.
   * @param {import('./thread.mjs').Thread} thread @param {string} field @param {Record<string, any>} body
   * @param {{from?: 'person' | 'asset', at?: number, standby?: boolean, sender?: any}} [more] at 0 leaves the time out
   */
  async tellEvent(thread, field, body, { from = 'person', at = this.stamp(), standby = true, sender } = {}) {
    const { asset, person } = thread;
    const [them, us] = [sender ?? { id: person.id(asset) }, { id: asset.id }];
    /** @type {Record<string, any>} */ const event = { sender: from === 'person' ? them : us, recipient: from === 'person' ? us : them, ...(at ? { timestamp: at } : {}), ...body };
    await Promise.all(this.apps.map((app) => {
      const aside = standby && ((thread.owner !== null && thread.owner !== app.id) || Boolean(this.quirks.standby));
      if (!this.hears(app, asset, aside ? 'standby' : field)) return undefined;
      const own = structuredClone(event);
      if (own.message?.referral && !this.hears(app, asset, this.fieldNames.referral)) delete own.message.referral;
      if (aside && own.postback) delete own.postback.payload;
      return this.deliveryFor(app, asset).tell(this.entryOf(asset, aside ? 'standby' : 'messaging', own, field));
    }));
  }
  /** @param {App} app @param {any} _asset */
  deliveryFor(app, _asset) {
    return this.deliveryOf(app);
  }
  /** @param {any} asset @param {string} field @param {any} value */
  async tellChange(asset, field, value) {
    await Promise.all(this.apps.map((app) => (this.hears(app, asset, field) ? this.deliveryFor(app, asset).tell(this.changeOf(asset, field, structuredClone(value))) : undefined)));
  }
  /** @param {any} _asset @returns {string} the field echoes come in */
  echoField(_asset) {
    return 'message_echoes';
  }
  /** What the business said comes back. @param {import('./thread.mjs').Thread} thread @param {import('./thread.mjs').Spoken} record @param {{app: number | string | null}} by */
  tellEcho(thread, record, { app }) {
    const id = app === null || this.quirks.echoWithoutAppId ? {} : { app_id: this.quirks.stringAppId ? String(app) : Number(app) };
    const metadata = record.metadata !== undefined && this.quirks.metadataInEchoes !== false ? { metadata: record.metadata } : {};
    return this.tellEvent(thread, this.echoField(thread.asset), { message: { mid: record.mid, is_echo: true, ...id, ...metadata, ...record.message } }, { from: 'asset', at: record.at });
  }
  /** @param {import('./thread.mjs').Thread} _thread @param {App} app */
  idInEcho(_thread, app) {
    return app.id;
  }
  /** @param {import('./thread.mjs').Thread} thread @param {import('./thread.mjs').Spoken} record @param {App} app */
  async tellSent(thread, record, app) {
    if (this.echo !== 'none') await this.tellEcho(thread, record, { app: this.idInEcho(thread, app) });
    if (this.receipts === 'delivered') await this.tellDelivered(thread, record);
  }
  /** Does this after the answer to the call at hand. @param {() => Promise<unknown>} work */
  later(work) {
    const turn = new Promise((resolve) => setImmediate(resolve)).then(work).finally(() => this.coming.delete(turn));
    this.coming.add(turn);
  }
  /** Resolves once all there is to tell was tried; what failed and waits for its time does not count. */
  async settled() {
    for (let lines = [], before; ; ) {
      before = lines;
      lines = [...this.deliveries.values()].map((one) => one.line);
      if (!this.coming.size && lines.every((line) => before.includes(line))) return;
      await Promise.all([...this.coming, ...lines]);
    }
  }
  /** @param {import('./thread.mjs').Thread} _thread @param {import('./thread.mjs').Spoken} _record */
  async tellDelivered(_thread, _record) {}
  /** Accepted messages to one person. @param {any} person @param {any} [asset] */
  sentTo(person, asset) {
    return asset ? person.inbox.filter((one) => one[this.assetName] === asset.id) : person.inbox;
  }
  /** Fetches what is to be sent, as the platform does by itself; a test may put another in its place. @param {string} url @param {string} type @returns {Promise<import('./params.mjs').SentFile | null>} */
  async fetchFile(url, type) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(type === 'video' ? 75_000 : 10_000) }).catch(() => null);
    if (!answer?.ok) return null;
    const bytes = await answer.arrayBuffer().catch(() => null);
    if (!bytes) return null;
    return { bytes: Buffer.from(bytes), mime: (answer.headers.get('content-type') ?? '').split(';')[0], name: decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') };
  }
  async close() {
    for (const delivery of this.deliveries.values()) delivery.stop();
    await super.close();
  }

  /** @param {number} code @param {import('./faults.mjs').Fault} [fault] */
  refusal(code, fault) {
    return new GraphError(code, fault?.subcode, fault?.details);
  }
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {URL} url */
  async serve(request, response, url) {
    if (!url.pathname.startsWith('/cdn/')) return false;
    await this.cdn.serve(request, response, url);
    return true;
  }
  /** May this path be without a version? @param {string[]} _parts @param {string} _host */
  unversioned(_parts, _host) {
    return false;
  }
  /** @param {import('node:http').IncomingMessage} request @param {URL} url @param {string} type @param {Buffer} body @param {import('./graph.mjs').CallState} state @param {string} host */
  async route(request, url, type, body, state, host) {
    const parts = url.pathname.split('/').slice(1).map(decodeURIComponent);
    if (/^v\d+\.\d+$/.test(parts[0])) parts.shift();
    else if (!this.unversioned(parts, host)) throw new GraphError(2500, undefined, `Unknown path components: ${url.pathname}`);
    const [node, edge = '', more] = parts;
    if (!node || more !== undefined) throw new GraphError(2500, undefined, `Unknown path components: ${url.pathname}`);
    const { params, files } = await readParams(url, type, body);
    const bearer = /^(?:Bearer|OAuth) (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const { access_token: given, appsecret_proof: proof, ...rest } = params;
    /** @type {Call} */ const call = { method: request.method ?? '', node, edge, params: rest, files, token: bearer ?? given, host, link: `${this.urlOf(host)}${url.pathname}`, state };
    if (proof !== undefined) this.checkProof(call, String(proof));
    return this.answer(call);
  }
  /** @param {Call} call @param {string} proof */
  checkProof(call, proof) {
    const app = this.apps.find((one) => one.token === call.token) ?? this.tokens.get(call.token ?? '')?.app;
    if (app && proof !== proofOf(app.secret, call.token ?? '')) throw bad('Invalid appsecret_proof provided in the API argument');
  }
  /** @param {Call} _call @returns {Promise<any>} */
  async answer(_call) {
    throw new GraphError(2500);
  }
  /** @param {Call} call */
  unknown(call) {
    return bad(`Unsupported ${call.method.toLowerCase()} request. Object with ID '${call.node}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`, 33);
  }
  /** The app that speaks for itself. @param {Call} call */
  appOf(call) {
    const app = this.apps.find((one) => one.token === call.token);
    if (!app) throw new GraphError(190, undefined, 'Invalid OAuth access token signature.');
    return app;
  }
  /** @param {Call} call @returns {Caller} */
  callerOf(call) {
    if (!call.token) throw new GraphError(2500, undefined, 'An active access token must be used to query information about the current user.');
    const token = this.tokens.get(call.token);
    if (!token) throw new GraphError(190);
    const wrong = token.wrong(this.clock.now());
    if (wrong) throw wrong;
    return { app: token.app, asset: token.asset, token };
  }
  /** @param {Caller} caller @param {string[]} scopes */
  needs({ token }, ...scopes) {
    for (const scope of scopes) if (!token.scopes.has(scope)) throw new GraphError(200, undefined, `Requires ${scope} permission to manage the object`);
  }
  /** What an app asks as itself: undefined when the call is another. @param {Call} call @returns {Promise<any>} */
  async answerApp(call) {
    if (call.node === 'debug_token' && call.method === 'GET') {
      const app = this.appOf(call);
      if (await this.before(call.state, 'debug_token')) return {};
      only(call.params, ['input_token'], 'debug_token');
      return debugToken(app, this.tokens.get(call.params.input_token), this.clock.now());
    }
    if (call.edge === 'subscriptions') {
      const app = this.appOf(call);
      if (call.node !== app.id) throw this.unknown(call);
      if (await this.before(call.state, 'subscriptions')) return {};
      return subscriptions(app, call.method, call.params, { object: this.object, fields: this.fields });
    }
    return undefined;
  }
  /** GET, POST and DELETE of subscribed_apps. @param {Caller} caller @param {Call} call @param {string[]} known fields */
  subscribedApps({ app, asset }, { method, params }, known) {
    if (method === 'GET') {
      only(params, ['fields'], 'subscribed_apps');
      return { data: [...asset.subscribers].map(([one, fields]) => ({ category: 'Business', link: 'https://www.facebook.com/', name: one.name, id: one.id, subscribed_fields: [...fields] })) };
    }
    if (method === 'DELETE') {
      only(params, [], 'subscribed_apps');
      asset.subscribers.delete(app);
      return { success: true };
    }
    only(params, ['subscribed_fields'], 'subscribed_apps');
    asset.subscribers.set(app, new Set(names(params.subscribed_fields, known, 'subscribed_fields')));
    return { success: true };
  }
}
