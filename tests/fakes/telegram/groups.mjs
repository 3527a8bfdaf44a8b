import { findEntities } from './formatting.mjs';

/** @typedef {import('./state.mjs').Bot} Bot @typedef {import('./persons.mjs').Person} Person */

/** A supergroup with the bot in it. Only as its administrator a bot gets every message and hears of reactions. */
export class Group {
  /** @param {import('./state.mjs').TelegramState} state @param {number} id @param {string} title */
  constructor(state, id, title) {
    this.state = state;
    this.id = id;
    this.title = title;
    /** @type {Set<number>} */ this.admins = new Set();
    /** By message and person. @type {Map<string, any[]>} */ this.reactions = new Map();
  }
  chat() {
    return { id: this.id, title: this.title, type: 'supergroup' };
  }
  /** @param {Bot} bot */
  promote(bot) {
    this.admins.add(bot.user.id);
  }
  /** @param {Bot} bot @param {Person} person @param {string} text */
  write(bot, person, text) {
    const entities = findEntities(text);
    const message = this.state.keep(bot, '', {
      from: person.user, chat: this.chat(), date: this.state.seconds(), text, ...(entities.length ? { entities } : {}),
    });
    if (this.admins.has(bot.user.id)) this.state.enqueue(bot, 'message', message, `chat ${this.id}`);
    return message;
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
