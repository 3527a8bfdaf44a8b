import { findEntities } from './formatting.mjs';

/** @typedef {import('./state.mjs').Bot} Bot @typedef {import('./persons.mjs').Person} Person */

/** A group with the bot in it. Only as its administrator a bot gets every message and hears of reactions. */
export class Group {
  /** @param {import('./state.mjs').TelegramState} state @param {number} id @param {string} title @param {'group' | 'supergroup'} [type] */
  constructor(state, id, title, type = 'supergroup') {
    this.state = state;
    this.id = id;
    this.title = title;
    this.type = type;
    /** @type {Set<number>} */ this.admins = new Set();
    /** Of a forum, by number. @type {Map<number, string>} */ this.topics = new Map();
    /** By message and person. @type {Map<string, any[]>} */ this.reactions = new Map();
  }
  chat() {
    return { id: this.id, title: this.title, type: this.type, ...(this.topics.size ? { is_forum: true } : {}) };
  }
  /** @param {Buffer | null} bytes */
  setAvatar(bytes) {
    this.state.setAvatar(this.id, bytes);
  }
  /** @param {Bot} bot */
  promote(bot) {
    this.admins.add(bot.user.id);
  }
  /** @param {number} number @param {string} name */
  topic(number, name) {
    this.topics.set(number, name);
    return number;
  }
  /** @param {Bot} bot @param {Person} person @param {string} text @param {{topic?: number}} [more] */
  write(bot, person, text, { topic } = {}) {
    const entities = findEntities(text);
    return this.tell(bot, person, { text, ...(entities.length ? { entities } : {}), ...(topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true }) });
  }
  /** A line of the chat itself, such as `{left_chat_member: User}`. @param {Bot} bot @param {Person} person who did it @param {Record<string, any>} what */
  tell(bot, person, what) {
    const message = this.state.keep(bot, '', { from: person.user, chat: this.chat(), date: this.state.seconds(), ...what });
    if (this.admins.has(bot.user.id)) this.state.enqueue(bot, 'message', message, `chat ${this.id}`);
    return message;
  }
  /** It becomes a supergroup: another id, other message numbers; both chats tell. `before`: what is heard of the new one before that; `tells`: false when neither update comes. @param {Bot} bot @param {Person} person @param {(next: Group) => void} [before] @param {boolean} [tells] */
  upgrade(bot, person, before, tells = true) {
    const next = new Group(this.state, -1_001_000_000_901 - this.state.groups.size, this.title);
    next.admins = this.admins;
    this.state.groups.set(next.id, next);
    before?.(next);
    if (tells) {
      this.tell(bot, person, { migrate_to_chat_id: next.id });
      next.tell(bot, person, { migrate_from_chat_id: this.id });
    }
    this.state.migrated.set(this.id, next.id);
    return next;
  }
  /** The bot is put out, or taken back. @param {Bot} bot @param {Person} person @param {'kicked' | 'member' | 'administrator'} status */
  membership(bot, person, status) {
    if (status !== 'administrator') this.admins.delete(bot.user.id);
    const member = (/** @type {string} */ now) => ({ user: bot.face(), status: now });
    this.out = status === 'kicked';
    return this.state.enqueue(bot, 'my_chat_member', { chat: this.chat(), from: person.user, date: this.state.seconds(), old_chat_member: member('member'), new_chat_member: member(status) }, `chat ${this.id}`);
  }
  /** All that the person has on the message from now on. @param {Bot} bot @param {Person} person @param {number} message_id @param {any[]} reactions emoji, or what else Telegram calls a ReactionType */
  react(bot, person, message_id, reactions) {
    if (!this.state.thread(bot, '', this.id).messages.has(message_id)) throw new Error(`no message ${message_id} in ${this.title}`);
    const key = `${message_id}/${person.id}`;
    const now = reactions.map((one) => (typeof one === 'string' ? { type: 'emoji', emoji: one } : one));
    const before = this.reactions.get(key) ?? [];
    this.reactions.set(key, now);
    if (!this.admins.has(bot.user.id)) return null;
    const change = { chat: this.chat(), message_id, user: person.user, date: this.state.seconds(), old_reaction: before, new_reaction: now };
    return this.state.enqueue(bot, 'message_reaction', change, `chat ${this.id}`);
  }
}
