import { ApiError, badRequest, forbidden } from '../errors.mjs';
import { checkBusinessMarkup, ownerOf, servedThread } from '../business.mjs';
import { checkEntities, checkMarkup, utf16 } from '../validate.mjs';
import { parseHtml } from '../formatting.mjs';

/**
 * One call on its way through a method.
 * @typedef {{state: import('../state.mjs').TelegramState, bot: import('../state.mjs').Bot, method: string,
 *   params: Record<string, any>, uploads: Map<string, import('../decode.mjs').Upload>,
 *   violation: (text: string) => void, delivery: import('../deliver.mjs').WebhookDelivery, aborted: Promise<void>,
 *   webhookRule: 'cloud' | 'local', effects: Record<string, any>[]}} Call
 */

/** The thread of chat_id when the bot may write there. @param {Call} call */
export function reachable(call) {
  const { state, bot, params } = call;
  const owner = ownerOf(call);
  if (owner) return servedThread(call, owner);
  if (typeof params.chat_id === 'string') throw badRequest('chat not found');
  const moved = state.migrated.get(params.chat_id);
  if (moved !== undefined) throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: moved });
  const group = state.groups.get(params.chat_id);
  if (group) {
    if (group.out) throw forbidden('bot was kicked from the supergroup chat');
    if (params.message_thread_id !== undefined && !group.topics.has(params.message_thread_id)) throw badRequest('message thread not found');
    return state.thread(bot, '', params.chat_id);
  }
  if (!state.users.has(params.chat_id)) throw badRequest('chat not found');
  const thread = state.thread(bot, '', params.chat_id);
  if (!thread.started) throw forbidden("bot can't initiate conversation with a user");
  if (thread.blocked) throw forbidden('bot was blocked by the user');
  return thread;
}

/** The account in which the call acts; "" for the bot's own chats. @param {Call} call */
const connectionOf = (call) => call.params.business_connection_id ?? '';

/** A message of the chat. @param {Call} call @param {number} id @param {string} what named in the error */
export function messageOf(call, id, what) {
  const message = call.state.thread(call.bot, connectionOf(call), call.params.chat_id).messages.get(id);
  if (!message) throw badRequest(`message ${what} not found`);
  return message;
}

/** Text with its entities after parsing, checked. @param {Call} call @param {'text' | 'caption'} field */
export function formatted(call, field) {
  const { params } = call;
  const entityField = field === 'text' ? 'entities' : 'caption_entities';
  let text = params[field] ?? '';
  let entities = params[entityField] ?? [];
  if (params.parse_mode) {
    if (!/^html$/i.test(params.parse_mode)) {
      call.violation(`the fake parses only HTML, not ${params.parse_mode}`);
      throw badRequest('unsupported parse_mode');
    }
    ({ text, entities } = parseHtml(text));
  } else {
    try {
      checkEntities(entities, text);
    } catch (error) {
      call.violation(error instanceof ApiError ? error.message : String(error));
      throw error;
    }
  }
  if (field === 'text' && !text.trim()) throw badRequest('message text is empty');
  const limit = field === 'text' ? 4096 : 1024;
  if (utf16(text) > limit) {
    call.violation(`${field} of ${utf16(text)} UTF-16 units, limit ${limit}`);
    throw badRequest(field === 'text' ? 'message is too long' : 'message caption is too long');
  }
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) {
    call.violation(`${field} has half a surrogate pair`);
    throw badRequest('text must be encoded in UTF-8');
  }
  return text ? { [field]: text, ...(entities.length ? { [entityField]: entities } : {}) } : {};
}

/** Sends a message with this content and returns it as the API does. @param {Call} call @param {Record<string, any>} content */
export function post(call, content) {
  const { state, bot, params } = call;
  const thread = reachable(call);
  const owner = ownerOf(call);
  try {
    checkMarkup(params.reply_markup, params.chat_id);
    if (owner) checkBusinessMarkup(params.reply_markup);
  } catch (error) {
    call.violation(error instanceof ApiError ? error.message : String(error));
    throw error;
  }
  const reply = params.reply_parameters;
  let answered;
  if (reply) {
    if (!Number.isInteger(reply.message_id)) throw badRequest("can't parse reply parameters: message_id is missing");
    answered = thread.messages.get(reply.message_id);
    if (owner && reply.chat_id !== undefined && reply.chat_id !== params.chat_id) throw badRequest('reply to another chat is not allowed in business chats');
    if (!answered && !owner && !reply.allow_sending_without_reply) throw badRequest('message to be replied not found');
    if (answered && reply.quote !== undefined && !(answered.text ?? answered.caption ?? '').includes(reply.quote))
      throw badRequest('QUOTE_TEXT_INVALID');
  }
  const { reply_to_message: _nested, ...oneLevel } = answered ?? {};
  const whole = {
    ...(answered ? { reply_to_message: oneLevel } : {}),
    ...content,
    ...(params.message_thread_id === undefined ? {} : { message_thread_id: params.message_thread_id, is_topic_message: true }),
    ...(params.reply_markup?.inline_keyboard ? { reply_markup: params.reply_markup } : {}),
  };
  const message = owner
    ? owner.keep(params.chat_id, { from: owner.user, sender_business_bot: bot.face(), ...whole })
    : state.keep(bot, '', { from: bot.face(), chat: state.chat(params.chat_id), date: state.seconds(), ...whole });
  if (params.reply_markup?.keyboard) Object.assign(thread, { keys: params.reply_markup.keyboard.flat(), keysUnder: message.message_id });
  if (params.reply_markup?.remove_keyboard) thread.keys = [];
  if (owner && state.echoes) owner.tell('business_message', message);
  effect(call, 'message', { chat_id: params.chat_id, message_id: message.message_id, message });
  return message;
}

/** Puts an accepted effect into the ledger. @param {Call} call @param {string} kind @param {Record<string, any>} facts */
export function effect(call, kind, facts) {
  call.effects.push(call.state.record(kind, call.method, call.bot, { connection: connectionOf(call), params: call.params, ...facts }));
}
