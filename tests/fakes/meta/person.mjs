import { png } from '../telegram/files.mjs';

const names = { image: 'photo.jpg', video: 'video.mp4', audio: 'audioclip.mp4', file: 'file.bin' };

/** Somebody on the platform. Acts are towards one Page, or account, of the business. */
export class MetaPerson {
  /** @param {import('./messaging.mjs').MessagingFake} fake @param {Record<string, any>} facts */
  constructor(fake, facts) {
    this.fake = fake;
    this.name = facts.name;
    const [first, ...rest] = String(facts.name).split(' ');
    this.firstName = first;
    this.lastName = rest.join(' ');
    this.username = facts.username ?? '';
    /** What is told of the person: everything, the id alone, or a refusal. @type {'full' | 'id' | 'none' | 'denied'} */ this.profile = facts.profile ?? 'full';
    /** @type {Buffer} */ this.picture = facts.picture ?? png(64, 64, 90);
    this.more = facts.more ?? {};
    /** Another id at each of the business's Pages. @type {Map<any, string>} */ this.ids = new Map();
    /** What came, oldest first: entries of the ledger. @type {any[]} */ this.inbox = [];
  }
  /** The person's id for this Page. @param {any} asset */
  id(asset) {
    let id = this.ids.get(asset);
    if (!id) this.ids.set(asset, (id = this.fake.newPersonId()));
    return id;
  }
  /** As the history of a thread names the person. @param {any} asset @returns {Record<string, any>} */
  participant(asset) {
    return { id: this.id(asset) };
  }
  /** @param {any} asset */
  thread(asset) {
    this.id(asset);
    return asset.threadWith(this);
  }
  /** Anything of a thread, as it stands in the delivery. @param {any} asset @param {string} field @param {Record<string, any>} body @param {{opens?: boolean, at?: number, sender?: any}} [more] opens the window? */
  event(asset, field, body, { opens = false, at = this.fake.stamp(), sender } = {}) {
    const thread = this.thread(asset);
    if (opens) thread.heard = this.fake.clock.now();
    void this.fake.tellEvent(thread, field, body, { at, sender });
  }
  /** A message, as it stands in the delivery but for its id, which is returned. @param {any} asset @param {Record<string, any>} message @param {{mid?: string, opens?: boolean}} [more] */
  say(asset, message, { mid, opens = true } = {}) {
    const record = this.thread(asset).add('person', message, { mid });
    this.event(asset, this.fake.fieldNames.message, { message: { mid: record.mid, ...message } }, { opens, at: record.at });
    return record.mid;
  }
  /** @param {any} asset @param {string} text @param {{replyTo?: string, referral?: any, quickReply?: string, mid?: string} & Record<string, any>} [more] further members of the message */
  write(asset, text, { replyTo, referral, quickReply, mid, ...more } = {}) {
    return this.say(asset, {
      text, ...(replyTo ? { reply_to: { mid: replyTo, ...this.selfReply(asset, replyTo) } } : {}), ...(quickReply !== undefined ? { quick_reply: { payload: quickReply } } : {}),
      ...(referral ? { referral: referral.product ? referral : { source: 'ADS', type: 'OPEN_THREAD', ...referral } } : {}), ...more,
    }, { mid });
  }
  /** @param {any} _asset @param {string} _mid @returns {Record<string, any>} */
  selfReply(_asset, _mid) {
    return {};
  }
  /** Several attachments in one message; `bytes` become a link of the platform's. @param {any} asset @param {({type: string, bytes?: Buffer, mime?: string, name?: string, life?: number, payload?: any} & Record<string, any>)[]} attachments @param {Record<string, any>} [more] text, or whatever else */
  send(asset, attachments, more = {}) {
    const { mid, ...rest } = more;
    return this.say(asset, { ...rest, attachments: attachments.map((one) => this.attachment(asset, one)) }, { mid });
  }
  /** @param {any} asset @param {any} one */
  attachment(asset, { type, bytes, mime, name, life = this.fake.mediaLife, payload, ...rest }) {
    if (!bytes) return { type, ...(payload === undefined ? {} : { payload }), ...rest };
    const kinds = { image: 'image/jpeg', video: 'video/mp4', audio: 'audio/mp4' };
    return { type, ...rest, payload: { url: asset.keep(bytes, mime ?? kinds[type] ?? 'application/octet-stream', name ?? names[type] ?? 'file', life), ...payload } };
  }
  /** @param {any} asset @param {Buffer} bytes @param {Record<string, any>} [more] mime, life, text */
  photo(asset, bytes, more = {}) {
    return this.media(asset, 'image', bytes, more);
  }
  /** @param {any} asset @param {Buffer[]} all @param {Record<string, any>} [more] */
  photos(asset, all, { mime, life, ...more } = {}) {
    return this.send(asset, all.map((bytes) => ({ type: 'image', bytes, mime, life })), more);
  }
  /** @param {any} asset @param {Buffer} bytes @param {Record<string, any>} [more] */
  video(asset, bytes, more = {}) {
    return this.media(asset, 'video', bytes, more);
  }
  /** A voice note, too. @param {any} asset @param {Buffer} bytes @param {Record<string, any>} [more] */
  audio(asset, bytes, more = {}) {
    return this.media(asset, 'audio', bytes, more);
  }
  /** @param {any} asset @param {Buffer} bytes @param {string} name @param {Record<string, any>} [more] */
  file(asset, bytes, name, more = {}) {
    return this.media(asset, 'file', bytes, { name, ...more });
  }
  /** @param {any} asset @param {string} type @param {Buffer} bytes @param {Record<string, any>} more */
  media(asset, type, bytes, { mime, name, life, ...more }) {
    return this.send(asset, [{ type, bytes, mime, name, life }], more);
  }
  /** Presses a button. @param {any} asset @param {{title: string, payload: string, referral?: any, mid?: string | null}} press */
  press(asset, { title, payload, referral, mid = this.fake.newMid() }) {
    this.event(asset, this.fake.fieldNames.postback, { postback: { ...(mid ? { mid } : {}), title, payload, ...(referral ? { referral: { type: 'OPEN_THREAD', ...referral } } : {}) } }, { opens: true });
    return mid;
  }
  /** Presses what the newest message offers under this title: a quick reply or a button. @param {any} asset @param {string} title */
  choose(asset, title) {
    const message = this.fake.sentTo(this, asset).at(-1)?.message;
    const quick = message?.quick_replies?.find((one) => one.title === title);
    if (quick) return this.write(asset, title, { quickReply: quick.payload });
    const payload = message?.attachment?.payload;
    const button = [payload, ...(payload?.elements ?? [])].flatMap((one) => one?.buttons ?? []).find((one) => one.type === 'postback' && one.title === title);
    if (!button) throw new Error(`the newest message offers no "${title}"`);
    return this.press(asset, button);
  }
  /** @param {any} asset @param {string} mid */
  own(asset, mid) {
    const record = this.thread(asset).find(mid);
    if (!record || record.by !== 'person') throw new Error(`no message ${mid} of this person`);
    return record;
  }
  /** @param {any} asset @param {string} mid @param {string} text */
  edit(asset, mid, text) {
    const record = this.own(asset, mid);
    if (++record.edits > 5) throw new Error('a message can be edited five times');
    record.message = { ...record.message, text };
    this.event(asset, this.fake.fieldNames.edit, { message_edit: { mid, text, num_edit: record.edits } });
  }
  /** Takes a message back. @param {any} asset @param {string} mid */
  unsend(asset, mid) {
    const record = this.own(asset, mid);
    record.deleted = true;
    for (const one of record.message.attachments ?? []) if (one.payload?.url) this.fake.cdn.drop(one.payload.url);
    this.event(asset, this.fake.fieldNames.message, { message: { mid, is_deleted: true } });
  }
  /** @param {any} asset @param {string} mid @param {string} [reaction] smile, angry, sad, wow, love, like, dislike, other @param {string} [emoji] */
  react(asset, mid, reaction = 'love', emoji = '❤️') {
    this.thread(asset).find(mid)?.reactions.set(this.id(asset), emoji);
    this.event(asset, this.fake.fieldNames.reaction, { reaction: { reaction, emoji, action: 'react', mid } }, { opens: this.fake.rules.reactionOpens });
  }
  /** @param {any} asset @param {string} mid */
  unreact(asset, mid) {
    this.thread(asset).find(mid)?.reactions.delete(this.id(asset));
    this.event(asset, this.fake.fieldNames.reaction, { reaction: { action: 'unreact', mid } });
  }
  /** Comes back by a link, into a thread there is. @param {any} asset @param {Record<string, any>} referral ref, source, ad_id */
  open(asset, referral) {
    if (!this.thread(asset).known) throw new Error('there is no thread yet');
    this.event(asset, this.fake.fieldNames.referral, { referral: { ...this.fake.linkReferral, ...referral } }, { opens: true });
  }
  /** @param {any} asset */
  block(asset) {
    this.thread(asset).blocked = true;
  }
  /** @param {any} asset */
  unblock(asset) {
    this.thread(asset).blocked = false;
  }
}
