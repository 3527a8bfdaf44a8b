import { jpeg, ogg, pdf, png, webp } from './files.mjs';
import { findEntities } from './formatting.mjs';
import { describe } from './methods/media.mjs';

/** @typedef {import('./state.mjs').Bot} Bot */

/** A customer with the app in the hand. What they do becomes updates of the bot. */
export class Person {
  /** @param {import('./state.mjs').TelegramState} state @param {import('./state.mjs').User} user */
  constructor(state, user) {
    this.state = state;
    this.user = user;
  }
  get id() {
    return this.user.id;
  }
  /** @param {Bot} bot */
  thread(bot) {
    return this.state.thread(bot, '', this.id);
  }
  /** Presses Start, maybe behind a link with a payload. @param {Bot} bot @param {string} [payload] */
  start(bot, payload) {
    if (payload !== undefined && !/^[\w-]{1,64}$/.test(payload)) throw new Error(`a start payload can't be "${payload}"`);
    const thread = this.thread(bot);
    if (thread.blocked) this.unblock(bot);
    thread.started = true;
    return this.say(bot, { text: payload ? `/start ${payload}` : '/start', entities: [{ offset: 0, length: 6, type: 'bot_command' }] });
  }
  /** @param {Bot} bot @param {string} text @param {{reply_to?: number, entities?: any[]}} [more] */
  write(bot, text, more = {}) {
    const entities = more.entities ?? findEntities(text);
    return this.say(bot, { text, ...(entities.length ? { entities } : {}) }, more);
  }
  /** @param {Bot} bot @param {{caption?: string, bytes?: Buffer, reply_to?: number, media_group_id?: string}} [more] */
  sendPhoto(bot, more = {}) {
    return this.say(bot, this.file('photo', more.bytes ?? png(64, 48), more), more);
  }
  /** @param {Bot} bot @param {{caption?: string, bytes?: Buffer, name?: string, mime?: string, size?: number}} [more] */
  sendDocument(bot, more = {}) {
    return this.say(bot, this.file('document', more.bytes ?? pdf(more.name), { name: 'Umowa najmu.pdf', mime: 'application/pdf', ...more }));
  }
  /** @param {Bot} bot @param {{caption?: string, bytes?: Buffer, duration?: number}} [more] */
  sendVoice(bot, more = {}) {
    return this.say(bot, this.file('voice', more.bytes ?? ogg(2), { mime: 'audio/ogg', duration: 2, ...more }));
  }
  /** @param {Bot} bot @param {{emoji?: string, bytes?: Buffer}} [more] */
  sendSticker(bot, more = {}) {
    return this.say(bot, this.file('sticker', more.bytes ?? webp(), { emoji: '👋', ...more }));
  }
  /** @param {Bot} bot @param {{latitude?: number, longitude?: number}} [more] */
  sendLocation(bot, more = {}) {
    return this.say(bot, { location: { latitude: 52.2297, longitude: 21.0122, ...more } });
  }
  /** A contact card: the person's own or somebody else's. @param {Bot} bot @param {{phone_number: string, own?: boolean, first_name?: string}} card */
  sendContact(bot, card) {
    const own = card.own ?? true;
    const { first_name, last_name } = this.user;
    const named = own ? { first_name, ...(last_name ? { last_name } : {}), user_id: this.id } : { first_name: card.first_name ?? 'Jan' };
    return this.say(bot, { contact: { phone_number: card.phone_number, ...named } });
  }
  /** Photos in one album; the caption stands on the first. @param {Bot} bot @param {number} count @param {string} [caption] */
  sendAlbum(bot, count, caption) {
    const media_group_id = String(13_800_000_000_000_000n + BigInt(this.state.serial++));
    return Array.from({ length: count }, (_, i) =>
      this.sendPhoto(bot, { bytes: png(32 + i, 32 + i), media_group_id, ...(i === 0 && caption ? { caption } : {}) }));
  }
  /** @param {Bot} bot @param {number} message_id @param {string} text */
  edit(bot, message_id, text) {
    const old = this.mine(bot, message_id);
    const field = old.text === undefined ? 'caption' : 'text';
    const { entities: _e, caption_entities: _c, ...rest } = old;
    const found = findEntities(text);
    const fresh = { ...rest, [field]: text, ...(found.length ? { [field === 'text' ? 'entities' : 'caption_entities']: found } : {}), edit_date: this.state.seconds() };
    this.thread(bot).messages.set(message_id, fresh);
    this.state.enqueue(bot, 'edited_message', fresh, `chat ${this.id}`);
    return fresh;
  }
  /** Puts another file in the place of what a message has, or under words. @param {Bot} bot @param {number} message_id @param {'photo' | 'video' | 'document' | 'audio'} kind @param {Buffer} bytes @param {Record<string, any>} [facts] */
  swap(bot, message_id, kind, bytes, facts = {}) {
    const { from, chat, date, media_group_id, caption, text } = this.mine(bot, message_id);
    const words = facts.caption ?? caption ?? text;
    const fresh = { message_id, from, chat, date, ...(media_group_id ? { media_group_id } : {}), ...this.file(kind, bytes, { ...facts, ...(words ? { caption: words } : {}) }), edit_date: this.state.seconds() };
    this.thread(bot).messages.set(message_id, fresh);
    this.state.enqueue(bot, 'edited_message', fresh, `chat ${this.id}`);
    return fresh;
  }
  /** Presses a button under a message of the bot. @param {Bot} bot @param {number} message_id @param {string} data */
  press(bot, message_id, data) {
    const message = this.thread(bot).messages.get(message_id);
    return this.state.press(bot, this.user, message ?? { chat: this.state.privateChat(this.id), message_id, date: 0 }, data);
  }
  /** Presses a key that a bot put in place of the person's own. @param {Bot} bot @param {string} title @param {{phone_number?: string, data?: string}} [what] the own number, or what the page hands back */
  tap(bot, title, what = {}) {
    const key = (this.thread(bot).keys ?? []).find((one) => one.text === title);
    if (!key) throw new Error(`no key "${title}"`);
    if (key.request_contact) return this.sendContact(bot, { phone_number: what.phone_number ?? '' });
    if (key.request_location) return this.sendLocation(bot);
    if (key.web_app) return this.say(bot, { web_app_data: { button_text: title, data: what.data ?? '' } });
    return this.write(bot, title);
  }
  /** @param {Bot} bot */
  block(bot) {
    this.thread(bot).blocked = true;
    this.member(bot, 'member', 'kicked');
  }
  /** @param {Bot} bot */
  unblock(bot) {
    this.thread(bot).blocked = false;
    this.member(bot, 'kicked', 'member');
  }
  /** Shows another picture, or none. @param {Buffer | null} [bytes] */
  setAvatar(bytes = jpeg()) {
    this.state.setAvatar(this.id, bytes);
  }
  /** Messages of the bot this person has. @param {Bot} bot */
  received(bot) {
    return [...this.thread(bot).messages.values()].filter((message) => message.from.id === bot.user.id);
  }
  /** @param {Bot} bot @param {Record<string, any>} content @param {{reply_to?: number, media_group_id?: string}} [more] */
  say(bot, content, more = {}) {
    const thread = this.thread(bot);
    if (!thread.started) throw new Error(`${this.user.first_name} never pressed Start at ${bot.user.username}`);
    if (thread.blocked) throw new Error(`${this.user.first_name} has blocked ${bot.user.username}`);
    const answered = more.reply_to === undefined ? undefined : thread.messages.get(more.reply_to);
    if (more.reply_to !== undefined && !answered) throw new Error(`no message ${more.reply_to} to reply to`);
    const { reply_to_message: _nested, ...oneLevel } = answered ?? {};
    const message = this.state.keep(bot, '', {
      from: this.user,
      chat: this.state.privateChat(this.id),
      date: this.state.seconds(),
      ...(more.media_group_id ? { media_group_id: more.media_group_id } : {}),
      ...(answered ? { reply_to_message: oneLevel } : {}),
      ...content,
    });
    this.state.enqueue(bot, 'message', message, `chat ${this.id}`);
    return message;
  }
  /** @param {string} kind @param {Buffer} bytes @param {Record<string, any>} facts */
  file(kind, bytes, facts) {
    const stored = this.state.addFile(kind, bytes, facts);
    return { ...describe(stored, kind, facts), ...(facts.caption ? { caption: facts.caption } : {}) };
  }
  /** @param {Bot} bot @param {number} message_id */
  mine(bot, message_id) {
    const message = this.thread(bot).messages.get(message_id);
    if (message?.from.id !== this.id) throw new Error(`message ${message_id} is not theirs`);
    return message;
  }
  /** @param {Bot} bot @param {string} before @param {string} after */
  member(bot, before, after) {
    const side = (status) => ({ user: bot.face(), status, ...(status === 'kicked' ? { until_date: 0 } : {}) });
    const change = { chat: this.state.privateChat(this.id), from: this.user, date: this.state.seconds(), old_chat_member: side(before), new_chat_member: side(after) };
    this.state.enqueue(bot, 'my_chat_member', change, `chat ${this.id}`);
  }
}
