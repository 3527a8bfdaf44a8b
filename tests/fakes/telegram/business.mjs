import { ApiError, badRequest } from './errors.mjs';
import { findEntities } from './formatting.mjs';

/** @typedef {import('./state.mjs').Bot} Bot @typedef {import('./persons.mjs').Person} Person */

const day = 24 * 3600 * 1000;
/** What the app offers a new bot. */
const usualRights = { can_reply: true, can_read_messages: true, can_delete_sent_messages: true };

/**
 * Somebody with an account of their own who lets a bot answer in it (Telegram Business). Numbers of messages run over
 * all of the account's private chats, and stay when the bot is connected anew.
 */
export class Owner {
  /** @param {import('./state.mjs').TelegramState} state @param {Person} person */
  constructor(state, person) {
    this.state = state;
    this.person = person;
    this.counter = 3000;
    /** @type {Map<number, import('./state.mjs').Thread & {heardAt: number}>} */ this.chats = new Map();
    /** Chats kept from the bot. @type {Set<number>} */ this.excluded = new Set();
    /** @type {string} */ this.connection = '';
    /** @type {Bot | null} */ this.bot = null;
    /** @type {Record<string, boolean>} */ this.rights = {};
  }
  get user() {
    return this.person.user;
  }
  /** @param {number} id */
  thread(id) {
    let thread = this.chats.get(id);
    if (!thread) {
      thread = { started: true, blocked: false, counter: 0, heardAt: -Infinity, messages: new Map(), next: () => ++this.counter };
      this.chats.set(id, thread);
    }
    return thread;
  }
  /** Names the bot under Settings, Business, Chatbots. A connection made anew has another id. @param {Bot} bot @param {Record<string, boolean>} [rights] */
  connect(bot, rights = usualRights) {
    if (!bot.user.can_connect_to_business) throw new Error(`${bot.user.username} takes no business accounts`);
    const serial = this.state.serial++;
    this.connection = `wDq1Xk${Buffer.from(`${bot.user.id}/${this.user.id}/${serial}`).toString('base64url')}`;
    this.bot = bot;
    this.state.connections.set(this.connection, this);
    return this.allow(rights);
  }
  /** @param {Record<string, boolean>} rights */
  allow(rights) {
    this.rights = rights;
    return this.tell('business_connection', this.facts());
  }
  disconnect() {
    const facts = { ...this.facts(), is_enabled: false, can_reply: false };
    const { rights: _none, ...gone } = facts;
    const update = this.tell('business_connection', gone, `user ${this.user.id}`);
    this.state.connections.delete(this.connection);
    this.connection = '';
    return update;
  }
  /** As getBusinessConnection tells it. */
  facts() {
    return {
      id: this.connection, user: this.user, user_chat_id: this.user.id, date: this.state.seconds(), is_enabled: true,
      can_reply: this.rights.can_reply === true, rights: this.rights,
    };
  }
  /** Writes by hand, in the own app. @param {Person} person @param {string} text @param {{reply_to?: number}} [more] */
  write(person, text, more) {
    return this.say(person, this.user, words(text), more);
  }
  /** A greeting, an away message or one written beforehand. @param {Person} person @param {string} text */
  writesByItself(person, text) {
    return this.say(person, this.user, { ...words(text), is_from_offline: true });
  }
  /** Somebody writes to the account. @param {Person} person @param {string | Record<string, any>} what text, or content as a Message has it @param {{reply_to?: number}} [more] */
  hear(person, what, more) {
    this.thread(person.id).heardAt = this.state.clock.now();
    return this.say(person, person.user, typeof what === 'string' ? words(what) : what, more);
  }
  /** Either side changes an own message. @param {Person} person @param {number} message_id @param {string} text */
  edit(person, message_id, text) {
    const { entities: _old, ...rest } = this.mine(person, message_id);
    const fresh = { ...rest, ...words(text), edit_date: this.state.seconds() };
    this.thread(person.id).messages.set(message_id, fresh);
    if (this.serves(person.id)) this.tell('edited_business_message', { ...fresh, business_connection_id: this.connection });
    return fresh;
  }
  /** @param {Person} person @param {number[]} message_ids */
  remove(person, message_ids) {
    for (const id of message_ids) this.thread(person.id).messages.delete(id);
    if (this.serves(person.id))
      this.tell('deleted_business_messages', { business_connection_id: this.connection, chat: this.state.privateChat(person.id), message_ids });
  }
  /** The customer presses a button of a message in this account. @param {Person} person @param {number} message_id @param {string} data */
  press(person, message_id, data) {
    return this.state.press(/** @type {Bot} */ (this.bot), person.user, { ...this.mine(person, message_id), business_connection_id: this.connection }, data);
  }
  /** @param {number} chat */
  serves(chat) {
    return this.connection !== '' && !this.excluded.has(chat);
  }
  /** @param {Person} person @param {import('./state.mjs').User} from @param {Record<string, any>} content @param {{reply_to?: number}} [more] */
  say(person, from, content, more = {}) {
    const answered = more.reply_to === undefined ? undefined : this.mine(person, more.reply_to);
    const { reply_to_message: _nested, ...oneLevel } = answered ?? {};
    const message = this.keep(person.id, { from, ...(answered ? { reply_to_message: oneLevel } : {}), ...content });
    if (this.serves(person.id)) this.tell('business_message', message);
    return message;
  }
  /** @param {number} chat @param {Record<string, any>} content */
  keep(chat, content) {
    const thread = this.thread(chat);
    const facts = { message_id: thread.next(), chat: this.state.privateChat(chat), date: this.state.seconds(), business_connection_id: this.connection };
    const message = { ...facts, ...content };
    thread.messages.set(message.message_id, message);
    return message;
  }
  /** @param {string} kind @param {Record<string, any>} body @param {string} [queue] */
  tell(kind, body, queue) {
    const chat = body.chat?.id;
    return this.state.enqueue(/** @type {Bot} */ (this.bot), kind, body, queue ?? (chat === undefined ? `user ${this.user.id}` : `chat ${chat}`));
  }
  /** @param {Person} person @param {number} message_id */
  mine(person, message_id) {
    const message = this.thread(person.id).messages.get(message_id);
    if (!message) throw new Error(`no message ${message_id} between ${this.user.first_name} and ${person.user.first_name}`);
    return message;
  }
}

/** @param {string} text */
function words(text) {
  const entities = findEntities(text);
  return { text, ...(entities.length ? { entities } : {}) };
}

const forbidden = () => new ApiError(400, 'Bad Request: BOT_ACCESS_FORBIDDEN');

/** Whose connection the call names; null: none is named. @param {import('./methods/context.mjs').Call} call */
export function ownerOf(call) {
  const id = call.params.business_connection_id;
  if (!id) return null;
  const owner = call.state.connections.get(id);
  if (!owner || owner.bot !== call.bot) throw badRequest('business connection not found');
  return owner;
}

/** The thread of chat_id, when the owner lets the bot write there now. @param {import('./methods/context.mjs').Call} call @param {Owner} owner */
export function servedThread(call, owner) {
  const chat = call.params.chat_id;
  if (!call.state.users.has(chat) || chat === owner.user.id || !owner.serves(chat)) throw badRequest('BUSINESS_PEER_INVALID');
  if (!owner.rights.can_reply) throw forbidden();
  const thread = owner.thread(chat);
  if (call.state.clock.now() - thread.heardAt >= day) throw badRequest('BUSINESS_PEER_USAGE_MISSING');
  return thread;
}

const notInBusiness = ['web_app', 'switch_inline_query', 'switch_inline_query_current_chat', 'switch_inline_query_chosen_chat'];

/** @param {any} markup */
export function checkBusinessMarkup(markup) {
  if (!markup) return;
  if (!markup.inline_keyboard) throw badRequest('reply keyboards are not allowed in business chats');
  const wrong = markup.inline_keyboard.flat().find((button) => notInBusiness.some((key) => button[key] !== undefined));
  if (wrong) throw badRequest('BUTTON_TYPE_INVALID');
}

/** @param {import('./methods/context.mjs').Call} call */
const connected = (call) => /** @type {Owner} */ (ownerOf(call));

/** What only accounts of people have. */
export const business = {
  /** @param {import('./methods/context.mjs').Call} call */
  getBusinessConnection: (call) => connected(call).facts(),
  /** @param {import('./methods/context.mjs').Call} call */
  readBusinessMessage(call) {
    const owner = connected(call);
    const { chat_id, message_id } = call.params;
    if (!owner.rights.can_read_messages) throw forbidden();
    if (!owner.serves(chat_id)) throw badRequest('BUSINESS_PEER_INVALID');
    const thread = owner.thread(chat_id);
    if (call.state.clock.now() - thread.heardAt >= day) throw badRequest('BUSINESS_PEER_USAGE_MISSING');
    if (!thread.messages.has(message_id)) throw badRequest('MESSAGE_ID_INVALID');
    record(call, 'read', { chat_id, message_id });
    return true;
  },
  /** @param {import('./methods/context.mjs').Call} call */
  deleteBusinessMessages(call) {
    const owner = connected(call);
    const ids = call.params.message_ids;
    if (!Array.isArray(ids) || !ids.length || ids.length > 100) throw badRequest('wrong number of message identifiers: 1-100 are allowed');
    const [chat] = [...owner.chats].filter(([, thread]) => ids.some((id) => thread.messages.has(id)));
    if (!chat) throw badRequest('MESSAGE_ID_INVALID');
    const [chat_id, thread] = chat;
    const theirs = ids.some((id) => thread.messages.get(id)?.from.id === chat_id);
    const { can_delete_all_messages: all, can_delete_sent_messages: sent } = owner.rights;
    if (!(all || (sent && !theirs))) throw forbidden();
    for (const message_id of ids) if (thread.messages.delete(message_id)) record(call, 'delete', { chat_id, message_id });
    return true;
  },
};

/** @param {import('./methods/context.mjs').Call} call @param {string} kind @param {Record<string, any>} facts */
function record(call, kind, facts) {
  const { business_connection_id: connection } = call.params;
  call.effects.push(call.state.record(kind, call.method, call.bot, { params: call.params, connection, ...facts }));
}
