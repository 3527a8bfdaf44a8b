import { badRequest } from '../errors.mjs';
import { checkMarkup } from '../validate.mjs';
import { effect, formatted, messageOf, reachable } from './context.mjs';
import { content } from './media.mjs';

const mediaKeys = ['photo', 'document', 'video', 'animation', 'audio', 'voice', 'caption', 'caption_entities'];

/** Changing, deleting and reacting. */
export const edit = {
  /** @param {import('./context.mjs').Call} call */
  editMessageText: (call) => change(call, (message) => {
    if (message.text === undefined) throw badRequest('there is no text in the message to edit');
    return { ...without(message, ['text', 'entities']), ...formatted(call, 'text') };
  }),
  /** @param {import('./context.mjs').Call} call */
  editMessageCaption: (call) => change(call, (message) => {
    if (message.text !== undefined) throw badRequest('there is no caption in the message to edit');
    return { ...without(message, ['caption', 'caption_entities']), ...formatted(call, 'caption') };
  }),
  /** @param {import('./context.mjs').Call} call */
  editMessageMedia: (call) => change(call, (message) => {
    const item = call.params.media;
    const part = content({ ...call, params: { ...call.params, ...item } }, item.type, item.media);
    return { ...without(message, ['text', 'entities', ...mediaKeys]), ...part };
  }),
  /** @param {import('./context.mjs').Call} call */
  editMessageReplyMarkup: (call) => change(call, (message) => message),
  /** @param {import('./context.mjs').Call} call */
  deleteMessage(call) {
    reachable(call);
    remove(call, call.params.message_id);
    return true;
  },
  /** @param {import('./context.mjs').Call} call */
  deleteMessages(call) {
    reachable(call);
    const ids = call.params.message_ids;
    if (!Array.isArray(ids) || !ids.length || ids.length > 100) throw badRequest('wrong number of message identifiers: 1-100 are allowed');
    for (const id of ids) if (call.state.thread(call.bot, '', call.params.chat_id).messages.has(id)) remove(call, id);
    return true;
  },
  /** @param {import('./context.mjs').Call} call */
  setMessageReaction(call) {
    reachable(call);
    const message = messageOf(call, call.params.message_id, 'to react');
    const reaction = call.params.reaction ?? [];
    if (!Array.isArray(reaction) || reaction.length > 1) throw badRequest('REACTIONS_TOO_MANY');
    for (const one of reaction) if (one.type !== 'emoji' || !emojis.has(one.emoji)) throw badRequest('REACTION_INVALID');
    effect(call, 'reaction', { chat_id: call.params.chat_id, message_id: message.message_id, reaction });
    return true;
  },
};

/** @param {import('./context.mjs').Call} call @param {(message: any) => any} next */
function change(call, next) {
  const { params, state, bot } = call;
  if (params.inline_message_id) throw badRequest('message to edit not found');
  if (params.chat_id === undefined || params.message_id === undefined) throw badRequest('message identifier is not specified');
  const thread = reachable(call);
  const old = messageOf(call, params.message_id, 'to edit');
  if ((old.sender_business_bot ?? old.from)?.id !== bot.user.id) throw badRequest("message can't be edited");
  if (thread.keysUnder === old.message_id) throw badRequest("message can't be edited");
  checkMarkup(params.reply_markup);
  const fresh = { ...without(next(old), ['reply_markup']), ...(params.reply_markup ? { reply_markup: params.reply_markup } : {}) };
  if (JSON.stringify(without(fresh, ['edit_date'])) === JSON.stringify(without(old, ['edit_date'])))
    throw badRequest('message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message');
  fresh.edit_date = state.seconds();
  thread.messages.set(fresh.message_id, fresh);
  effect(call, 'edit', { chat_id: params.chat_id, message_id: fresh.message_id, message: fresh });
  return fresh;
}

/** @param {import('./context.mjs').Call} call @param {number} id */
function remove(call, id) {
  const message = messageOf(call, id, 'to delete');
  if (call.state.seconds() - message.date >= 48 * 3600) throw badRequest("message can't be deleted for everyone");
  call.state.thread(call.bot, '', call.params.chat_id).messages.delete(id);
  effect(call, 'delete', { chat_id: call.params.chat_id, message_id: id });
}

/** @param {Record<string, any>} from @param {string[]} keys */
const without = (from, keys) => Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));

/** The reactions a bot may set. */
const emojis = new Set(('❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 ' +
  '👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡').split(' '));
