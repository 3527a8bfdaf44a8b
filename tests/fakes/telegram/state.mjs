import { createHash } from 'node:crypto';
import { sniff } from './files.mjs';

/**
 * @typedef {{id: number, is_bot: boolean, first_name: string, last_name?: string, username?: string, language_code?: string}} User
 * @typedef {{update: Record<string, any>, queue: string, expires: number, tries: number, at: number, busy: boolean}} Queued
 * @typedef {{url: string, secret_token: string, max_connections: number, has_custom_certificate: boolean, setAt: number,
 *   last_error_date?: number, last_error_message?: string, goneSince?: number}} Webhook
 * @typedef {{file_id: string, file_unique_id: string, kind: string, bytes: Buffer, path: string, mime: string, name?: string,
 *   size: number, linkUntil: number, place?: string}} StoredFile
 * @typedef {{started: boolean, blocked: boolean, counter: number, messages: Map<number, any>, next: () => number, keys?: any[], keysUnder?: number}} Thread
 */

/** The kinds sent only when asked for by name. */
export const notByDefault = ['chat_member', 'message_reaction', 'message_reaction_count'];
export const updateKinds = ('message edited_message channel_post edited_channel_post business_connection business_message ' +
  'edited_business_message deleted_business_messages guest_message message_reaction message_reaction_count inline_query ' +
  'chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer my_chat_member ' +
  'chat_member chat_join_request chat_boost removed_chat_boost managed_bot subscription').split(' ');

const day = 24 * 3600 * 1000;
/** Milliseconds an update of this kind is kept. */
const lifeOf = (kind) => (['callback_query', 'shipping_query', 'pre_checkout_query'].includes(kind) ? 150_000 : day);

/** One bot account with its updates and webhook. */
export class Bot {
  /** @param {User & Record<string, any>} user @param {string} token */
  constructor(user, token) {
    this.user = user;
    this.token = token;
    this.revoked = false;
    this.nextUpdate = 810_000_001 + (user.id % 1000) * 1000;
    /** @type {Queued[]} */ this.queue = [];
    /** Kinds let through; sticky. @type {string[]} */ this.allowed = [];
    /** @type {Webhook} */
    this.webhook = { url: '', secret_token: '', max_connections: 40, has_custom_certificate: false, setAt: -Infinity };
    /** Ends the long poll under way, if any. @type {null | ((error: Error) => void)} */ this.endPoll = null;
    /** Wakes whoever waits for updates. @type {Set<() => void>} */ this.wake = new Set();
    this.lastPoll = { offset: NaN, at: -Infinity, got: 0 };
  }
  /** The short form of the bot that stands in messages. */
  face() {
    const { id, is_bot, first_name, username } = this.user;
    return { id, is_bot, first_name, username };
  }
}

/** Everything the fake knows. Threads are keyed by (bot, business connection or "", chat). */
export class TelegramState {
  /** @param {import('./clock.mjs').Clock} clock */
  constructor(clock) {
    this.clock = clock;
    /** @type {Map<string, Bot>} */ this.bots = new Map();
    /** @type {Map<number, User>} */ this.users = new Map();
    /** @type {Map<number, import('./groups.mjs').Group>} */ this.groups = new Map();
    /** Groups that became supergroups, to their new id. @type {Map<number, number>} */ this.migrated = new Map();
    /** @type {Map<string, Thread>} */ this.threads = new Map();
    /** Accounts that let a bot answer, by the connection's id. @type {Map<string, import('./business.mjs').Owner>} */ this.connections = new Map();
    /** Whether a bot is told of what it sends and removes in an account itself. No document says so. */
    this.echoes = false;
    /** @type {Map<string, StoredFile>} */ this.files = new Map();
    /** @type {Map<string, {bot: number, user: number, at: number, answered: boolean}>} */ this.callbacks = new Map();
    /** Where a server with --local keeps its files; empty: it hands them out by HTTP. */ this.folder = '';
    /** What people and groups show, small and large. @type {Map<number, {small: StoredFile, big: StoredFile}>} */ this.avatars = new Map();
    /** Pages of the public web that Telegram can fetch by URL. @type {Map<string, Buffer>} */ this.web = new Map();
    /** Accepted effects, in order: the oracle. @type {Record<string, any>[]} */ this.ledger = [];
    /** Raw calls. @type {ReturnType<typeof import('./decode.mjs').callLine>[]} */ this.calls = [];
    /** What the caller did against the rules. @type {{at: number, method: string, text: string}[]} */ this.violations = [];
    this.serial = 1;
  }
  seconds() {
    return Math.floor(this.clock.now() / 1000);
  }
  /** @param {string} method @param {string} text */
  violation(method, text) {
    this.violations.push({ at: this.clock.now(), method, text });
  }
  /** @param {{token?: string, id?: number, first_name?: string, username?: string}} [options] */
  addBot(options = {}) {
    const id = options.id ?? (options.token ? Number(options.token.split(':')[0]) : 7_000_000_001 + this.bots.size);
    const secret = createHash('sha256').update(`bot ${id}`).digest('base64url').slice(0, 35);
    const bot = new Bot(
      {
        id, is_bot: true, first_name: options.first_name ?? 'Parley Demo', username: options.username ?? `parley_${id}_bot`,
        can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false,
        can_connect_to_business: true, has_main_web_app: false,
      },
      options.token ?? `${id}:${secret}`,
    );
    this.bots.set(bot.token, bot);
    return bot;
  }
  /** @param {Bot} bot @param {string} connection @param {number} chat */
  thread(bot, connection, chat) {
    const key = `${bot.user.id}/${connection}/${chat}`;
    const owner = connection ? this.connections.get(connection) : null;
    if (owner) return owner.thread(chat);
    let thread = this.threads.get(key);
    if (!thread) {
      thread = {
        started: false, blocked: false, counter: 0, messages: new Map(),
        next() {
          return ++this.counter;
        },
      };
      this.threads.set(key, thread);
    }
    return thread;
  }
  /** A group's, or a person's own. @param {number} id */
  chat(id) {
    return this.groups.get(id)?.chat() ?? this.privateChat(id);
  }
  /** @param {number} id */
  privateChat(id) {
    const user = this.users.get(id);
    if (!user) throw new Error(`no user ${id}`);
    const { first_name, last_name, username } = user;
    return { id, first_name, ...(last_name ? { last_name } : {}), ...(username ? { username } : {}), type: 'private' };
  }
  /** Somebody, or a group, shows another picture, or none. @param {number} id @param {Buffer | null} bytes */
  setAvatar(id, bytes) {
    if (!bytes) return void this.avatars.delete(id);
    this.avatars.set(id, { small: this.addFile('photo', bytes), big: this.addFile('photo', Buffer.concat([bytes, Buffer.from('big')])) });
  }
  /** A button is pressed. @param {Bot} bot @param {User} user @param {any} message as the bot gets it @param {string} data */
  press(bot, user, message, data) {
    const id = String(21_478_837_000_000_000n + BigInt(this.serial++));
    this.callbacks.set(id, { bot: bot.user.id, user: user.id, at: this.clock.now(), answered: false });
    const query = { id, from: user, message, chat_instance: `-${user.id}`, data };
    this.enqueue(bot, 'callback_query', query, `user ${user.id}`);
    return query;
  }
  /** Gives the message its number and keeps it. @param {Bot} bot @param {string} connection @param {any} message */
  keep(bot, connection, message) {
    const thread = this.thread(bot, connection, message.chat.id);
    const kept = { message_id: thread.next(), ...message };
    thread.messages.set(kept.message_id, kept);
    return kept;
  }
  /** @param {Bot} bot @param {string} kind @param {any} body @param {string} queue updates of one queue keep their order */
  enqueue(bot, kind, body, queue) {
    const wanted = bot.allowed.length ? bot.allowed.includes(kind) : !notByDefault.includes(kind);
    if (!wanted) return null;
    const update = { update_id: bot.nextUpdate++, [kind]: body };
    const born = (body.edit_date ?? body.date ?? this.seconds()) * 1000;
    bot.queue.push({ update, queue, expires: born + lifeOf(kind), tries: 0, at: this.clock.now(), busy: false });
    for (const wake of [...bot.wake]) wake();
    return update;
  }
  /** Forgets updates that are too old. @param {Bot} bot */
  expire(bot) {
    const now = this.clock.now();
    bot.queue = bot.queue.filter((queued) => queued.busy || queued.expires > now);
  }
  /** @param {string} kind photo, document … @param {Buffer} bytes @param {{name?: string, mime?: string, file_id?: string, size?: number}} [facts] */
  addFile(kind, bytes, facts = {}) {
    const hash = createHash('sha256').update(bytes).update(kind).digest('base64url');
    const known = sniff(bytes);
    const serial = this.serial++;
    const folder = { photo: 'photos', voice: 'voice', sticker: 'stickers', video: 'videos', audio: 'music' }[kind] ?? 'documents';
    /** @type {StoredFile} */
    const file = {
      file_id: facts.file_id ?? `${kind.slice(0, 2).toUpperCase()}ACAgIAAxk${createHash('sha256').update(`${serial}`).digest('base64url')}`,
      file_unique_id: `AQAD${hash.slice(0, 12)}`,
      kind, bytes, mime: facts.mime ?? known.mime, name: facts.name, size: facts.size ?? bytes.length,
      path: `${folder}/file_${serial}.${known.ext}`, linkUntil: -Infinity,
    };
    this.files.set(file.file_id, file);
    return file;
  }
  /** @param {string} kind @param {string} method @param {Bot} bot @param {Record<string, any>} facts */
  record(kind, method, bot, facts) {
    const entry = { n: this.ledger.length + 1, at: this.clock.now(), kind, method, bot_id: bot.user.id, answered: true, ...facts };
    this.ledger.push(entry);
    return entry;
  }
}
