import { wamid } from './state.mjs';

/** @typedef {{name?: string, phone?: string, user?: string, username?: string, parent?: string}} Facts */

/** Somebody with WhatsApp, at whose phone the business's messages arrive. Acts are towards one number of the business. */
export class Person {
  /** @param {import('./server.mjs').WhatsappFake} fake @param {Required<Pick<Facts, 'name' | 'user'>> & Facts} facts */
  constructor(fake, facts) {
    this.fake = fake;
    this.name = facts.name;
    /** Digits; '' for who came by a username and shows no number. */ this.phone = facts.phone ?? '';
    this.user = facts.user;
    this.username = facts.username;
    this.parent = facts.parent;
    this.blocked = false;
    /** Receipts of reading are switched off by some. */ this.tellsReading = true;
    /** What came, oldest first. @type {any[]} */ this.inbox = [];
    /** Reactions of the business, by message. @type {Map<string, string>} */ this.reactions = new Map();
    /** Put the user id where the number belongs, as was seen in deliveries. */ this.idInPlaceOfNumber = false;
  }
  /** By what the business's records of the window know the person. */
  get key() {
    return this.user;
  }
  contact() {
    if (this.idInPlaceOfNumber) return { profile: { name: this.name }, wa_id: this.user };
    return {
      profile: { name: this.name, ...(this.username ? { username: this.username } : {}) }, ...(this.phone ? { wa_id: this.phone } : {}), user_id: this.user,
      ...(this.parent ? { parent_user_id: this.parent } : {}),
    };
  }
  from() {
    if (this.idInPlaceOfNumber) return { from: this.user };
    return { ...(this.phone ? { from: this.phone } : {}), from_user_id: this.user, ...(this.parent ? { from_parent_user_id: this.parent } : {}) };
  }
  /**
   * Sends anything. Returns the message's id.
   * @param {import('./state.mjs').BusinessNumber} number @param {Record<string, any>} message type and its object
   * @param {{id?: string, errors?: any[]}} [more]
   */
  send(number, message, { id = wamid(this.phone, false), errors } = {}) {
    if (!['reaction', 'system', 'request_welcome'].includes(message.type)) number.heard.set(this.key, this.fake.clock.now());
    this.fake.tell(number, 'messages', {
      contacts: [this.contact()], messages: [{ ...this.from(), id, timestamp: this.fake.seconds(), ...message }], ...(errors ? { errors } : {}),
    });
    return id;
  }
  /** @param {import('./state.mjs').BusinessNumber} number @param {string} body @param {Record<string, any>} [more] */
  write(number, body, more = {}) {
    return this.send(number, { type: 'text', text: { body }, ...more });
  }
  /** @param {import('./state.mjs').BusinessNumber} number @param {string} id of the message answered @param {string} body */
  reply(number, id, body) {
    return this.write(number, body, { context: { from: number.phone, id } });
  }
  /** @param {import('./state.mjs').BusinessNumber} number @param {'image' | 'video' | 'audio' | 'document' | 'sticker'} kind @param {Buffer} bytes @param {string} mime @param {Record<string, any>} [more] caption, filename, voice, animated */
  sendMedia(number, kind, bytes, mime, more = {}) {
    const media = this.fake.keepMedia(number, bytes, mime.split(';')[0], more.filename ?? '', 7);
    return this.send(number, { type: kind, [kind]: { mime_type: mime, sha256: media.sha256, id: media.id, ...more } });
  }
  /** @param {import('./state.mjs').BusinessNumber} number @param {string} id @param {string} emoji empty takes it off */
  react(number, id, emoji) {
    return this.send(number, { type: 'reaction', reaction: { message_id: id, ...(emoji ? { emoji } : {}) } });
  }
  /** @param {import('./state.mjs').BusinessNumber} number @param {string} id @param {string} body */
  edit(number, id, body) {
    return this.send(number, { type: 'edit', edit: { original_message_id: id, message: { context: { id: 'M0' }, type: 'text', text: { body } } } });
  }
  /** @param {import('./state.mjs').BusinessNumber} number @param {string} id */
  revoke(number, id) {
    return this.send(number, { type: 'revoke', revoke: { original_message_id: id } });
  }
  /** Comes by an advert. @param {import('./state.mjs').BusinessNumber} number @param {string} body @param {Record<string, any>} referral */
  comeByAdvert(number, body, referral) {
    return this.write(number, body, { referral });
  }
  /** Reads it, and all before. @param {import('./state.mjs').BusinessNumber} number @param {string} id */
  read(number, id) {
    if (this.tellsReading) this.fake.status(number, id, 'read');
  }
  /** Gets another number: the chat is told by two kinds of delivery. @param {import('./state.mjs').BusinessNumber} number @param {string} phone @param {string} user */
  changeNumber(number, phone, user) {
    const before = { phone: this.phone, user: this.user };
    this.phone = phone;
    this.user = user;
    const heard = number.heard.get(before.user);
    if (heard !== undefined) number.heard.set(user, heard);
    this.fake.tell(number, 'messages', {
      messages: [{ from: before.phone, id: wamid(before.phone, false), timestamp: this.fake.seconds(), type: 'system',
        system: { body: `User ${this.name} changed from ${before.phone} to ${phone}`, wa_id: phone, type: 'user_changed_number' } }],
    });
    this.fake.tell(number, 'user_id_update', {
      contacts: [{ profile: { name: this.name }, wa_id: phone }],
      user_id_update: [{ wa_id: phone, detail: `User id for ${this.name} has been updated.`, user_id: { previous: before.user, current: user }, timestamp: this.fake.seconds() }],
    });
  }
  /** @param {import('./state.mjs').BusinessNumber} number @param {'stop' | 'resume'} value */
  marketing(number, value) {
    this.fake.tell(number, 'user_preferences', {
      contacts: [this.contact()],
      user_preferences: [{ ...(this.phone ? { wa_id: this.phone } : {}), user_id: this.user, detail: `User requested to ${value} marketing messages`, category: 'marketing_messages', value, timestamp: Math.floor(this.fake.clock.now() / 1000) }],
    });
  }
  /** The owner answers from the phone. @param {import('./state.mjs').BusinessNumber} number @param {Record<string, any>} message @param {{contacts?: boolean}} [more] */
  hearsOwner(number, message, { contacts = false } = {}) {
    const id = wamid(this.phone, true);
    this.fake.tell(number, 'smb_message_echoes', {
      ...(contacts ? { contacts: [this.contact()] } : {}),
      message_echoes: [{ from: number.phone, ...(this.phone ? { to: this.phone } : {}), to_user_id: this.user, id, timestamp: this.fake.seconds(), ...message }],
    });
    return id;
  }
}
