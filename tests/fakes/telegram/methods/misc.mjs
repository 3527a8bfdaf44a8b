import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badRequest } from '../errors.mjs';
import { effect } from './context.mjs';

const downloadLimit = 20 * 1024 * 1024;

/** Facts about bots, chats and files, and answers to buttons. */
export const misc = {
  /** @param {import('./context.mjs').Call} call */
  getMe: ({ bot }) => bot.user,
  logOut: () => true,
  close: () => true,
  /** @param {import('./context.mjs').Call} call */
  getFile({ state, params, bot }) {
    const file = state.files.get(params.file_id);
    if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
    if (state.folder) {
      const file_path = file.place ?? join(state.folder, bot.token, file.path);
      mkdirSync(dirname(file_path), { recursive: true });
      if (!file.place) writeFileSync(file_path, file.bytes);
      return { file_id: file.file_id, file_unique_id: file.file_unique_id, file_size: file.size, file_path };
    }
    if (file.size > downloadLimit) throw badRequest('file is too big');
    file.linkUntil = state.clock.now() + 3600 * 1000;
    return { file_id: file.file_id, file_unique_id: file.file_unique_id, file_size: file.size, file_path: file.path };
  },
  /** @param {import('./context.mjs').Call} call */
  getUserProfilePhotos({ state, params }) {
    const user = state.users.get(params.user_id);
    if (!user) throw badRequest('user not found');
    const shown = state.avatars.get(user.id);
    if (!shown) return { total_count: 0, photos: [] };
    const sized = ({ file_id, file_unique_id, size }, side) => ({ file_id, file_unique_id, file_size: size, width: side, height: side });
    return { total_count: 1, photos: [[sized(shown.small, 160), sized(shown.big, 640)]] };
  },
  /** @param {import('./context.mjs').Call} call */
  getChat({ state, params }) {
    if (!state.users.has(params.chat_id) && !state.groups.has(params.chat_id)) throw badRequest('chat not found');
    const shown = state.avatars.get(params.chat_id);
    const ids = shown && {
      small_file_id: shown.small.file_id, small_file_unique_id: shown.small.file_unique_id,
      big_file_id: shown.big.file_id, big_file_unique_id: shown.big.file_unique_id,
    };
    return { ...state.chat(params.chat_id), accent_color_id: 0, max_reaction_count: 11, ...(ids ? { photo: ids } : {}) };
  },
  /** @param {import('./context.mjs').Call} call */
  answerCallbackQuery(call) {
    const { state, params } = call;
    const callback = state.callbacks.get(params.callback_query_id);
    if (!callback || callback.bot !== call.bot.user.id || state.clock.now() - callback.at > 150_000)
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    if ((params.text ?? '').length > 200) throw badRequest('MESSAGE_TOO_LONG');
    callback.answered = true;
    effect(call, 'callback_answer', { callback_query_id: params.callback_query_id, text: params.text ?? '' });
    return true;
  },
};
