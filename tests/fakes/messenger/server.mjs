import { randomBytes } from 'node:crypto';
import { GraphError } from '../meta/errors.mjs';
import { pick } from '../meta/fields.mjs';
import { history } from '../meta/history.mjs';
import { MessagingFake } from '../meta/messaging.mjs';
import { only } from '../meta/params.mjs';
import { messengerProfile } from '../meta/profile.mjs';
import { send, upload } from '../meta/send.mjs';
import { answerComments } from './comments.mjs';
import { Page } from './page.mjs';
import { Person } from './persons.mjs';

const megabyte = 1 << 20;
const day = 24 * 3600 * 1000;
/** What an app, and a Page, may be subscribed to. */
export const fields = [
  'messages', 'messaging_postbacks', 'messaging_referrals', 'message_deliveries', 'message_reads', 'message_echoes', 'message_reactions', 'message_edits', 'messaging_optins',
  'messaging_handovers', 'standby', 'messaging_policy_enforcement', 'response_feedback', 'feed', 'mention',
];

/** @type {import('../meta/rules.mjs').Rules} */
const rules = {
  text: { most: 2000, bytes: false }, typed: true, recipients: ['id', 'user_ref', 'comment_id', 'post_id'],
  message: ['text', 'attachment', 'attachments', 'quick_replies', 'metadata', 'sticker_id', 'template'],
  frame: ['recipient', 'message', 'messaging_type', 'tag', 'notification_type', 'sender_action', 'payload', 'reply_to', 'persona_id'], tags: ['HUMAN_AGENT'], pictures: 30,
  media: {
    image: { types: /^image\//, most: 8 * megabyte }, video: { types: /^video\//, most: 25 * megabyte }, audio: { types: /^(audio\/|video\/mp4$)/, most: 25 * megabyte }, file: { types: /./, most: 25 * megabyte },
  },
  special: () => false, privateMedia: true, reactionOpens: true,
  codes: { window: [10, 2018278], person: [100, 2018001], owner: [10, 2018300], length: [100], rate: [613, 2018338] },
};

/** Facebook Messenger over the Graph API, on loopback. Everything a test needs hangs on this object. */
export class MessengerFake extends MessagingFake {
  /** @param {{clock?: import('../telegram/clock.mjs').Clock}} [options] */
  constructor({ clock } = {}) {
    super({ clock, namedFiles: true, object: 'page', fields, calls: ['page'] });
    this.rules = rules;
    this.platform = 'messenger';
    this.assetName = 'page';
    this.inboxApp = '263902037430900';
    this.linkReferral = { source: 'SHORTLINK', type: 'OPEN_THREAD' };
    this.scopes = ['pages_messaging', 'pages_manage_metadata', 'pages_show_list', 'pages_read_engagement', 'pages_manage_engagement', 'pages_read_user_content'];
    this.fieldNames = { message: 'messages', postback: 'messaging_postbacks', referral: 'messaging_referrals', reaction: 'message_reactions', edit: 'message_edits', optin: 'messaging_optins', handover: 'messaging_handovers', read: 'message_reads' };
    /** How deliveries may look besides the usual. */
    this.quirks = {
      numericIds: false, secondsTimestamps: false, stringWatermarks: false, deliveryWithoutMids: false, receiptsWithoutTime: false, echoWithoutAppId: false, stringAppId: false, standby: false,
      oldFeed: false,
    };
  }
  /** @param {import('../meta/app.mjs').App} app @param {{id?: string, name?: string, token?: string}} [facts] */
  addPage(app, facts = {}) {
    const n = this.assets.length;
    const page = new Page(this, { id: facts.id ?? String(100_200_300_400_500 + n), name: facts.name ?? `Demo Shop${n ? ` ${n + 1}` : ''}` });
    this.assets.push(page);
    page.token = page.addToken(app, facts.token).value;
    return page;
  }
  /** @param {Page} [page] where the id is known from the start @param {Record<string, any>} [facts] name, id for that Page, profile, picture, named, commenter */
  person(page, facts = {}) {
    const { id, ...rest } = facts;
    const person = new Person(this, { name: `Anna Nowak ${this.people.length + 1}`, ...rest });
    this.people.push(person);
    if (page && id) person.ids.set(page, id);
    if (page) person.id(page);
    return person;
  }
  newPersonId() {
    return String(7_100_000_000_000_000 + this.serial());
  }
  newMid() {
    return `m_${randomBytes(64).toString('base64url')}`;
  }
  /** @param {any} asset @param {'messaging' | 'standby'} kind @param {any} event @param {string} field */
  entryOf(asset, kind, event, field) {
    const entry = super.entryOf(asset, kind, event, field);
    if (this.quirks.secondsTimestamps) {
      entry.time = Math.floor(entry.time / 1000);
      if (event.timestamp) event.timestamp = Math.floor(event.timestamp / 1000);
    }
    if (this.quirks.numericIds) {
      entry.id = Number(entry.id);
      for (const side of [event.sender, event.recipient]) if (side?.id) side.id = Number(side.id);
    }
    return entry;
  }
  /** @param {import('../meta/thread.mjs').Thread} thread @param {import('../meta/thread.mjs').Spoken} record */
  async tellDelivered(thread, record) {
    const { quirks } = this;
    const delivery = { ...(quirks.deliveryWithoutMids ? {} : { mids: [record.mid] }), watermark: quirks.stringWatermarks ? String(record.at) : record.at };
    await this.tellEvent(thread, 'message_deliveries', { delivery }, { at: quirks.receiptsWithoutTime ? 0 : this.stamp() });
  }
  /** @param {import('../meta/messaging.mjs').Call} call */
  async answer(call) {
    const own = await this.answerApp(call);
    if (own !== undefined) return own;
    const caller = this.callerOf(call);
    const page = /** @type {Page} */ (caller.asset);
    if (call.node !== 'me' && call.node !== page.id) return this.answerNode(caller, call);
    const what = `${call.method} ${call.edge}`;
    if (what === 'POST messages') {
      this.needs(caller, 'pages_messaging');
      return send(caller, call.params, call.files, call.state);
    }
    if (what === 'POST message_attachments') {
      this.needs(caller, 'pages_messaging');
      return upload(caller, call.params, call.files, call.state);
    }
    if (what === 'GET ') {
      if (await this.before(call.state, 'page')) return {};
      only(call.params, ['fields'], 'the call');
      return page.show(call.params.fields);
    }
    if (call.edge === 'subscribed_apps') {
      this.needs(caller, 'pages_manage_metadata');
      if (await this.before(call.state, 'subscribed_apps')) return {};
      return this.subscribedApps(caller, call, fields);
    }
    if (call.edge === 'messenger_profile') {
      this.needs(caller, 'pages_messaging');
      if (await this.before(call.state, 'messenger_profile')) return {};
      return messengerProfile(page, call.method, call.params, { platform: null, known: ['get_started', 'greeting', 'ice_breakers', 'persistent_menu'], questions: 4 });
    }
    if (what === 'GET conversations') {
      this.needs(caller, 'pages_messaging', 'pages_manage_metadata');
      return history(caller, call);
    }
    throw this.unknown(call);
  }
  /** A call about something else than the Page. @param {import('../meta/messaging.mjs').Caller} caller @param {import('../meta/messaging.mjs').Call} call */
  async answerNode(caller, call) {
    const person = caller.asset.whoIs(call.node);
    if (person && call.method === 'GET' && !call.edge) return this.profileOf(caller, person, call);
    const said = (await answerComments(this, caller, call)) ?? (await history(caller, call));
    if (said === undefined) throw this.unknown(call);
    return said;
  }
  /** @param {import('../meta/messaging.mjs').Caller} caller @param {Person} person @param {import('../meta/messaging.mjs').Call} call */
  async profileOf({ asset }, person, call) {
    if (await this.before(call.state, 'profile', call.node)) return {};
    only(call.params, ['fields'], 'profile');
    if (person.profile === 'none' || !asset.threads.get(person)?.known) throw new GraphError(100, 2018218);
    if (person.profile === 'denied') throw new GraphError(100, 2018247);
    const { locale, timezone, gender } = person.more;
    const all = {
      id: call.node, first_name: person.firstName, last_name: person.lastName, name: person.name, locale, timezone, gender,
      profile_pic: () => asset.keep(person.picture, 'image/png', 'profile.png', 3 * day),
    };
    return pick(call.params.fields, person.profile === 'id' ? Object.fromEntries(Object.keys(all).map((name) => [name, name === 'id' ? call.node : undefined])) : all, ['first_name', 'last_name', 'profile_pic']);
  }
}

/** @param {{port?: number} & ConstructorParameters<typeof MessengerFake>[0]} [options] */
export async function startMessengerFake(options = {}) {
  const fake = new MessengerFake(options);
  await fake.listen(options.port ?? 0);
  return fake;
}
