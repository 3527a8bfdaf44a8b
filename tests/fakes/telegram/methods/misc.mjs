import { badRequest } from '../errors.mjs';
import { effect } from './context.mjs';

const downloadLimit = 20 * 1024 * 1024;
const unknownConnection = () => {
  throw badRequest('business connection not found');
};

/** Facts about bots, chats and files, and answers to buttons. */
export const misc = {
  /** @param {import('./context.mjs').Call} call */
  getMe: ({ bot }) => bot.user,
  logOut: () => true,
  close: () => true,
  /** @param {import('./context.mjs').Call} call */
  getFile({ state, params }) {
    const file = state.files.get(params.file_id);
    if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
    if (file.size > downloadLimit) throw badRequest('file is too big');
    file.linkUntil = state.clock.now() + 3600 * 1000;
    return { file_id: file.file_id, file_unique_id: file.file_unique_id, file_size: file.size, file_path: file.path };
  },
  /** @param {import('./context.mjs').Call} call */
  getUserProfilePhotos({ state, params }) {
    const user = state.users.get(params.user_id);
    if (!user) throw badRequest('user not found');
    const photo = state.files.get(`avatar-${user.id}`);
    if (!photo) return { total_count: 0, photos: [] };
    const { file_id, file_unique_id, size } = photo;
    return { total_count: 1, photos: [[{ file_id, file_unique_id, file_size: size, width: 160, height: 160 }]] };
  },
  /** @param {import('./context.mjs').Call} call */
  getChat({ state, params }) {
    if (!state.users.has(params.chat_id)) throw badRequest('chat not found');
    const photo = state.files.get(`avatar-${params.chat_id}`);
    const ids = photo && {
      small_file_id: photo.file_id, small_file_unique_id: photo.file_unique_id,
      big_file_id: photo.file_id, big_file_unique_id: photo.file_unique_id,
    };
    return { ...state.privateChat(params.chat_id), accent_color_id: 0, max_reaction_count: 11, ...(ids ? { photo: ids } : {}) };
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
  getBusinessConnection: unknownConnection,
  readBusinessMessage: unknownConnection,
  deleteBusinessMessages: unknownConnection,
};
