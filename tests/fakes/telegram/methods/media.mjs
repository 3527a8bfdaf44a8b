import { ApiError, badRequest } from '../errors.mjs';
import { sniff } from '../files.mjs';
import { formatted, post, reachable } from './context.mjs';

const megabyte = 1024 * 1024;

/** Messages with a file. */
export const media = {
  sendPhoto: (call) => one(call, 'photo'),
  sendDocument: (call) => one(call, 'document'),
  sendVideo: (call) => one(call, 'video'),
  sendAnimation: (call) => one(call, 'animation'),
  sendAudio: (call) => one(call, 'audio'),
  sendVoice: (call) => one(call, 'voice'),
  sendVideoNote: (call) => one(call, 'video_note'),
  sendSticker: (call) => one(call, 'sticker'),
  /** @param {import('./context.mjs').Call} call */
  sendMediaGroup(call) {
    reachable(call);
    const items = checkAlbum(call);
    const media_group_id = String(13_800_000_000_000_000n + BigInt(call.state.serial++));
    const contents = items.map((item, i) => {
      try {
        return content({ ...call, params: { ...call.params, ...item } }, item.type, item.media);
      } catch (error) {
        // What only the servers behind it refuse is told with its place in the album.
        const told = error instanceof ApiError && /^Bad Request: ([A-Z_]+)$/.exec(error.message);
        throw told ? badRequest(`failed to send message #${i + 1} with the error message "${told[1]}"`) : error;
      }
    });
    return contents.map((part) => post(call, { media_group_id, ...part }));
  },
};

const itemFields = 'type media caption parse_mode caption_entities';
const pictureFields = `${itemFields} show_caption_above_media has_spoiler`;
/** What may stand in an album, and what each item may say. @type {Record<string, string[]>} */
const albumItems = {
  photo: pictureFields.split(' '),
  video: `${pictureFields} thumbnail cover start_timestamp width height duration supports_streaming`.split(' '),
  document: `${itemFields} thumbnail disable_content_type_detection`.split(' '),
  audio: `${itemFields} thumbnail duration performer title`.split(' '),
};

/** The items of an album that keeps the rules. @param {import('./context.mjs').Call} call @returns {Record<string, any>[]} */
function checkAlbum(call) {
  const refuse = (text) => {
    call.violation(text);
    return badRequest(text);
  };
  const items = call.params.media;
  if (!Array.isArray(items)) throw refuse('expected an Array of InputMedia');
  if (!items.length) throw refuse('there are no messages to send');
  if (items.length > 10) throw refuse('too many messages to send as an album');
  // Telegram takes one item and makes no album of it, but promises only 2 to 10.
  if (items.length === 1) throw refuse('an album of one');
  for (const item of items) {
    const fields = albumItems[item?.type];
    if (!fields) throw refuse(`can't parse InputMedia: "${item?.type}" can't be in an album`);
    const unknown = Object.keys(item).find((key) => !fields.includes(key));
    if (unknown) throw refuse(`can't parse InputMedia: field "${unknown}" is unknown`);
    if (typeof item.media !== 'string' || (item.media.startsWith('attach://') && !call.uploads.has(item.media.slice(9)))) throw refuse("can't parse InputMedia: media not found");
  }
  for (const alone of ['document', 'audio']) {
    const those = items.filter((item) => item.type === alone).length;
    if (those && those < items.length) throw refuse(`${alone} can't be mixed with other media types`);
  }
  const named = items.map((item) => item.media).filter((name) => name.startsWith('attach://'));
  if (new Set(named).size < named.length) call.violation('the same part is attached twice');
  const bytes = [...call.uploads.values()].reduce((sum, upload) => sum + upload.bytes.length, 0);
  if (bytes > 50 * megabyte) throw new ApiError(413, 'Request Entity Too Large');
  return items;
}

/** @param {import('./context.mjs').Call} call @param {string} kind */
function one(call, kind) {
  reachable(call);
  return post(call, content(call, kind, call.params[kind]));
}

/** The media member of a message, with its caption. @param {import('./context.mjs').Call} call @param {string} kind @param {any} source */
export function content(call, kind, source) {
  const caption = ['video_note', 'sticker'].includes(kind) ? {} : formatted(call, 'caption');
  const file = resolve(call, kind, source);
  const shown = kind === 'voice' && !/ogg|mpeg|mp4/.test(file.mime) ? 'document' : kind;
  return { ...describe(file, shown, call.params), ...caption };
}

/** A file_id, a URL or an upload made into a stored file. @param {import('./context.mjs').Call} call @param {string} kind @param {any} source */
function resolve(call, kind, source) {
  const { state } = call;
  if (typeof source === 'string' && source.startsWith('attach://')) source = { upload: source.slice(9) };
  if (source?.upload !== undefined) {
    const upload = call.uploads.get(source.upload);
    if (!upload) {
      call.violation(`attach://${source.upload} is not in the request`);
      throw badRequest('wrong file identifier/HTTP URL specified');
    }
    if (!upload.bytes.length) throw badRequest('file must be non-empty');
    const limit = kind === 'photo' ? 10 * megabyte : 50 * megabyte;
    if (upload.bytes.length > limit) throw new ApiError(413, 'Request Entity Too Large');
    if (kind === 'photo') checkPhoto(upload.bytes);
    const mime = upload.type && upload.type !== 'application/octet-stream' ? upload.type : undefined;
    return state.addFile(kind, upload.bytes, { name: upload.filename, mime });
  }
  if (typeof source !== 'string' || !source) throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:\/\//.test(source)) {
    if (kind === 'video_note') throw badRequest('wrong file identifier/HTTP URL specified');
    const bytes = state.web.get(source);
    if (!bytes) throw badRequest('failed to get HTTP URL content');
    if (bytes.length > (kind === 'photo' ? 5 : 20) * megabyte) throw badRequest('wrong type of the web page content');
    if (kind === 'photo') checkPhoto(bytes);
    return state.addFile(kind, bytes, { name: new URL(source).pathname.split('/').pop() });
  }
  const known = state.files.get(source);
  if (!known || (known.kind !== kind && kind !== 'document')) throw badRequest('wrong file identifier/HTTP URL specified');
  return known;
}

/** @param {Buffer} bytes */
function checkPhoto(bytes) {
  const { mime, width, height } = sniff(bytes);
  if (!mime.startsWith('image/') || !width || !height) throw badRequest('IMAGE_PROCESS_FAILED');
  if (width + height > 10_000 || Math.max(width / height, height / width) > 20) throw badRequest('PHOTO_INVALID_DIMENSIONS');
}

/** @param {import('../state.mjs').StoredFile} file @param {string} kind @param {Record<string, any>} [facts] */
export function describe(file, kind, facts = {}) {
  const base = { file_id: file.file_id, file_unique_id: file.file_unique_id, file_size: file.size };
  const { width = 1, height = 1 } = sniff(file.bytes);
  const named = { ...(file.name ? { file_name: file.name } : {}), mime_type: file.mime };
  const duration = facts.duration ?? 0;
  switch (kind) {
    case 'photo':
      return { photo: [{ ...base, width, height }] };
    case 'voice':
      return { voice: { ...base, duration, mime_type: file.mime } };
    case 'audio':
      return { audio: { ...base, duration, ...named, ...pick(facts, ['performer', 'title']) } };
    case 'video':
      return { video: { ...base, width: facts.width ?? 1, height: facts.height ?? 1, duration, ...named } };
    case 'animation':
      return { animation: { ...base, width: facts.width ?? 1, height: facts.height ?? 1, duration, ...named }, document: { ...base, ...named } };
    case 'video_note':
      return { video_note: { ...base, length: facts.length ?? 240, duration } };
    case 'sticker':
      return { sticker: { ...base, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, ...pick(facts, ['emoji', 'set_name']) } };
    default:
      return { document: { ...base, ...named } };
  }
}

/** @param {Record<string, any>} from @param {string[]} keys */
const pick = (from, keys) => Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
