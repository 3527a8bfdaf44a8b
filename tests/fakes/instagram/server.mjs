import { randomBytes } from 'node:crypto';
import { proofOf, shakeHands } from '../meta/app.mjs';
import { bad, GraphError, Refusal } from '../meta/errors.mjs';
import { pick } from '../meta/fields.mjs';
import { history } from '../meta/history.mjs';
import { MessagingFake } from '../meta/messaging.mjs';
import { only } from '../meta/params.mjs';
import { messengerProfile } from '../meta/profile.mjs';
import { send, upload } from '../meta/send.mjs';
import { fields as pageFields } from '../messenger/server.mjs';
import { Account } from './account.mjs';
import { answerComments } from './comments.mjs';
import { Person } from './persons.mjs';
import { tokens } from './tokens.mjs';

const megabyte = 1 << 20;
const day = 24 * 3600 * 1000;
/** What an app may be subscribed to, and an account with the login `instagram`. */
export const fields = [
  'messages', 'message_echoes', 'message_reactions', 'messaging_seen', 'messaging_postbacks', 'messaging_referral', 'message_edit', 'messaging_optins', 'messaging_handover', 'standby',
  'comments', 'live_comments', 'mentions',
];

/** @type {import('../meta/rules.mjs').Rules} */
const rules = {
  text: { most: 1000, bytes: true }, typed: false, recipients: ['id', 'comment_id'], message: ['text', 'attachment', 'attachments', 'quick_replies', 'metadata'],
  frame: ['recipient', 'message', 'messaging_type', 'tag', 'sender_action', 'payload', 'reply_to'], tags: ['HUMAN_AGENT'], pictures: 10,
  media: {
    image: { types: /^image\/(jpeg|png|gif)$/, most: 8 * megabyte }, audio: { types: /^(audio\/(aac|mp4|m4a|x-m4a|wav|x-wav|wave|vnd\.wave)|video\/mp4)$/, most: 25 * megabyte },
    video: { types: /^video\/(mp4|ogg|avi|x-msvideo|quicktime|webm)$/, most: 25 * megabyte }, file: { types: /^application\/pdf$/, most: 25 * megabyte },
  },
  special: (type, attachment, account) => {
    if (type === 'like_heart') only(attachment, ['type'], 'attachment');
    if (type === 'MEDIA_SHARE') {
      only(attachment, ['type', 'payload'], 'attachment');
      only(attachment.payload, ['id'], 'attachment[payload]');
      if (account.fake.posts.get(attachment.payload.id)?.asset !== account) throw bad('The post does not exist, or is not the account\'s', 2534029);
    }
    return type === 'like_heart' || type === 'MEDIA_SHARE';
  },
  privateMedia: false, reactionOpens: false,
  codes: { window: [10, 2534022], person: [100, 2534014], owner: [100, 2534037], length: [100], rate: [613, 2534040] },
};

/** Instagram messaging, on loopback: two hosts, one for each login, over one state. Everything a test needs hangs on this object. */
export class InstagramFake extends MessagingFake {
  /** @param {{clock?: import('../telegram/clock.mjs').Clock}} [options] */
  constructor({ clock } = {}) {
    super({ clock, hosts: ['facebook', 'instagram'], object: 'instagram', fields, calls: ['account', 'media', 'exchange', 'refresh'] });
    this.rules = { ...rules };
    this.platform = 'instagram';
    this.assetName = 'account';
    this.linkReferral = { source: 'IGME-SOURCE-LINK', type: 'OPEN_THREAD' };
    this.uploadParams = ['platform'];
    this.fieldNames = { message: 'messages', postback: 'messaging_postbacks', referral: 'messaging_referral', reaction: 'message_reactions', edit: 'message_edit', optin: 'messaging_optins', handover: 'messaging_handover', read: 'messaging_seen' };
    /** How deliveries may look besides the usual. */
    this.quirks = {
      changesShape: false, flatComments: false, minimalComments: false, arrayWrap: false, secondsTimestamps: false, stringTimestamps: false, isoTimestamps: false, echoWithoutAppId: false,
      stringAppId: false, instagramIdInEchoes: false, metadataInEchoes: false, standby: false,
    };
  }
  /** The host of the login `instagram`; `url` is that of the login `facebook`. */
  get instagramUrl() {
    return this.urlOf('instagram');
  }
  /** Where an account is served. @param {Account} account */
  baseOf(account) {
    return this.urlOf(account.login);
  }
  /** @param {{id?: string, secret?: string, instagramId?: string, instagramSecret?: string, name?: string}} [facts] */
  addApp({ instagramId, instagramSecret, ...facts } = {}) {
    const app = super.addApp(facts);
    app.instagramId = instagramId ?? String(2_000_000_000_000_000 + this.apps.length);
    app.instagramSecret = instagramSecret ?? `instagram${this.apps.length}secret`.padEnd(32, '0');
    return app;
  }
  /** @param {import('../meta/app.mjs').App} app @param {{id?: string, username?: string, name?: string, login?: 'facebook' | 'instagram', page?: {id: string, name: string}, token?: string}} [facts] */
  addAccount(app, facts = {}) {
    const n = this.assets.length;
    const login = facts.login ?? 'instagram';
    const account = new Account(this, {
      id: facts.id ?? String(17_841_400_000_000_001n + BigInt(n)), username: facts.username ?? `demo_shop${n || ''}`, name: facts.name ?? 'Demo Shop', login,
      page: login === 'facebook' ? (facts.page ?? { id: String(100_200_300_400_700 + n), name: 'Demo Shop' }) : null, scopedId: String(26_000_000_000_000_001n + BigInt(n)),
    });
    this.assets.push(account);
    account.token = account.addToken(app, facts.token).value;
    return account;
  }
  /** @param {Account} [account] where the id is known from the start @param {Record<string, any>} [facts] name, username, id for that account, profile, picture */
  person(account, facts = {}) {
    const { id, ...rest } = facts;
    const n = this.people.length + 1;
    const person = new Person(this, { name: `Anna Nowak ${n}`, username: `anna.nowak.${n}`, ...rest });
    this.people.push(person);
    if (account && id) person.ids.set(account, id);
    if (account) person.id(account);
    return person;
  }
  newPersonId() {
    return String(980_000_000_000_000 + this.serial());
  }
  newMid() {
    return `aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE${randomBytes(84).toString('base64url')}ZD`;
  }
  /** The dashboard, where the login `instagram` gets a webhook of its own. @param {import('../meta/app.mjs').App} app @param {{url: string, word: string, fields?: string[]}} hook */
  async enterWebhook(app, { url, word, fields: wanted = fields }) {
    await shakeHands(url, word);
    app.instagramHook = { url, word, fields: wanted };
  }
  /** @param {import('../meta/app.mjs').App} app @param {string} secret */
  hookOf(app, secret) {
    return secret === app.instagramSecret && app.instagramHook ? app.instagramHook : super.hookOf(app, secret);
  }
  /** @param {import('../meta/app.mjs').App} app @param {Account} account @param {string} field */
  hears(app, account, field) {
    if (!account.messagesAllowed && !['comments', 'live_comments', 'mentions'].includes(field)) return false;
    if (account.login === 'instagram') return Boolean(this.hookOf(app, app.instagramSecret)?.fields.includes(field) && account.subscribers.get(app)?.has(field));
    // The Page is subscribed as a whole; the fields of Instagram are those of the app.
    return Boolean(app.hooks.get('instagram')?.fields.includes(field) && account.subscribers.has(app));
  }
  /** @param {import('../meta/app.mjs').App} app @param {Account} account */
  deliveryFor(app, account) {
    return this.deliveryOf(app, account.login === 'instagram' ? app.instagramSecret : app.secret);
  }
  /** @param {Account} account */
  echoField(account) {
    return account.login === 'instagram' ? 'message_echoes' : 'messages';
  }
  /** @param {import('../meta/thread.mjs').Thread} thread @param {import('../meta/app.mjs').App} app */
  idInEcho(thread, app) {
    return this.quirks.instagramIdInEchoes && /** @type {any} */ (thread.asset).login === 'instagram' ? app.instagramId : app.id;
  }
  /** @param {any} body */
  wrap(body) {
    return this.quirks.arrayWrap ? [body] : body;
  }
  /** @param {Account} account @param {'messaging' | 'standby'} kind @param {any} event @param {string} field */
  entryOf(account, kind, event, field) {
    const { quirks } = this;
    const now = this.clock.now();
    if (quirks.changesShape && kind === 'messaging') return super.changeOf(account, field, { ...event, timestamp: String(Math.floor(event.timestamp / 1000)) });
    if (quirks.secondsTimestamps) event.timestamp = Math.floor(event.timestamp / 1000);
    if (quirks.isoTimestamps) event.timestamp = new Date(event.timestamp).toISOString();
    if (quirks.stringTimestamps) event.timestamp = String(event.timestamp);
    return { time: now, id: account.id, [kind]: [event] };
  }
  /** @param {Account} account @param {string} field @param {any} value */
  changeOf(account, field, value) {
    if (!this.quirks.flatComments) return super.changeOf(account, field, value);
    return { id: account.id, time: Math.floor(this.clock.now() / 1000), field, value };
  }
  /** The Test button of the dashboard: impossible ids, a time in words. @param {import('../meta/app.mjs').App} app @param {'messaging' | 'changes'} [shape] @param {string} [secret] */
  pressTest(app, shape = 'messaging', secret = app.secret) {
    const event = { sender: { id: '12334' }, recipient: { id: '23245' }, timestamp: '1527459824', message: { mid: 'random_mid', text: 'random_text' } };
    const entry = shape === 'messaging' ? { id: '0', time: this.clock.now(), messaging: [event] } : { id: '0', time: Number(this.seconds()), changes: [{ field: 'messages', value: event }] };
    void this.deliveryOf(app, secret).tell(entry);
  }
  /** @param {import('../meta/messaging.mjs').Call} call */
  platformNeeded(call) {
    return call.host === 'facebook';
  }
  /** @param {string[]} parts @param {string} host */
  unversioned(parts, host) {
    return host === 'instagram' && ['access_token', 'refresh_access_token'].includes(parts[0]);
  }
  /** @param {import('../meta/messaging.mjs').Call} call @param {string} proof */
  checkProof(call, proof) {
    const token = this.tokens.get(call.token ?? '');
    if (!token || /** @type {Account} */ (token.asset).login !== 'instagram') return super.checkProof(call, proof);
    if (proof !== proofOf(token.app.instagramSecret, token.value)) throw bad('Invalid appsecret_proof provided in the API argument');
  }
  /** @param {import('node:http').IncomingMessage} request @param {URL} url @param {string} type @param {Buffer} body @param {import('../meta/graph.mjs').CallState} state @param {string} host */
  async route(request, url, type, body, state, host) {
    try {
      return await super.route(request, url, type, body, state, host);
    } catch (error) {
      if (error instanceof Refusal && host === 'instagram' && error.code !== 190) error.type = 'IGApiException';
      throw error;
    }
  }
  /** @param {import('../meta/messaging.mjs').Call} call */
  callerOf(call) {
    const caller = super.callerOf(call);
    if (caller.asset.login !== call.host) throw new GraphError(2500, undefined, `Unknown path components: /${call.node}${call.edge ? `/${call.edge}` : ''}`);
    return caller;
  }
  /** @param {import('../meta/messaging.mjs').Call} call */
  async answer(call) {
    if (call.host === 'facebook') {
      const own = await this.answerApp(call);
      if (own !== undefined) return own;
    } else if (call.method === 'GET' && ['access_token', 'refresh_access_token'].includes(call.node) && !call.edge) return tokens(this, call);
    const caller = this.callerOf(call);
    const account = /** @type {Account} */ (caller.asset);
    const direct = account.login === 'instagram';
    const scope = (name) => (direct ? `instagram_business_${name}` : `instagram_${name}`);
    const messaging = () => {
      this.needs(caller, scope('manage_messages'));
      if (!account.messagesAllowed) throw new GraphError(200, 2534041);
    };
    const what = `${call.method} ${call.edge}`;
    if (call.node !== 'me' && call.node !== account.node) {
      if (!direct && call.node === account.id && call.edge === 'messages') throw new GraphError(3);
      if (!direct && call.node === account.id && what === 'GET ') return this.look(call, (asked) => account.show(asked));
      return this.answerNode(caller, call, scope('manage_comments'));
    }
    if (what === 'POST messages' || what === 'POST message_attachments') {
      messaging();
      if (what === 'POST messages') return send(caller, call.params, call.files, call.state);
      if (call.params.platform !== undefined && call.params.platform !== 'instagram') throw bad('Param platform must be instagram');
      return upload(caller, call.params, call.files, call.state);
    }
    if (what === 'GET ') return this.look(call, (asked) => (direct ? account.show(asked) : account.showPage(asked)));
    if (call.edge === 'subscribed_apps') {
      if (!direct) this.needs(caller, 'pages_manage_metadata');
      if (await this.before(call.state, 'subscribed_apps')) return {};
      return this.subscribedApps(caller, call, direct ? fields : pageFields);
    }
    if (call.edge === 'messenger_profile') {
      messaging();
      if (await this.before(call.state, 'messenger_profile')) return {};
      return messengerProfile(account, call.method, call.params, { platform: 'instagram', known: ['ice_breakers', 'persistent_menu'], questions: 4 });
    }
    if (what === 'GET conversations') {
      messaging();
      return history(caller, call);
    }
    throw this.unknown(call);
  }
  /** @param {import('../meta/messaging.mjs').Call} call @param {(fields: unknown) => any} show */
  async look(call, show) {
    if (await this.before(call.state, 'account')) return {};
    only(call.params, ['fields'], 'the call');
    return show(call.params.fields);
  }
  /** A call about something else than the account. @param {import('../meta/messaging.mjs').Caller} caller @param {import('../meta/messaging.mjs').Call} call @param {string} scope */
  async answerNode(caller, call, scope) {
    const person = caller.asset.whoIs(call.node);
    if (person && call.method === 'GET' && !call.edge) return this.profileOf(caller, person, call);
    const said = (await answerComments(this, caller, call, scope)) ?? (await history(caller, call));
    if (said === undefined) throw this.unknown(call);
    return said;
  }
  /** @param {import('../meta/messaging.mjs').Caller} caller @param {Person} person @param {import('../meta/messaging.mjs').Call} call */
  async profileOf({ asset }, person, call) {
    if (await this.before(call.state, 'profile', call.node)) return {};
    only(call.params, ['fields'], 'profile');
    const wrote = asset.threads.get(person)?.spoken.some((one) => one.by === 'person' && !one.message.attachments?.some((part) => part.type === 'story_mention'));
    if (!wrote || person.profile === 'none' || person.profile === 'denied') throw new GraphError(230);
    const all = {
      id: call.node, name: person.name || undefined, username: person.username, profile_pic: () => asset.keep(person.picture, 'image/png', 'profile.png', 3 * day), follower_count: 312,
      is_verified_user: false, is_user_follow_business: true, is_business_follow_user: false, ...person.more,
    };
    return pick(call.params.fields, person.profile === 'id' ? Object.fromEntries(Object.keys(all).map((name) => [name, name === 'id' ? call.node : undefined])) : all, ['name', 'username']);
  }
}

/** @param {{port?: number} & ConstructorParameters<typeof InstagramFake>[0]} [options] */
export async function startInstagramFake(options = {}) {
  const fake = new InstagramFake(options);
  await fake.listen(options.port ?? 0);
  return fake;
}
