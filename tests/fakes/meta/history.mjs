import { bad, GraphError, refused } from './errors.mjs';
import { pick, paged } from './fields.mjs';
import { only } from './params.mjs';

/** Only so many of a thread's messages are told in full. */
const told = 20;
/** @param {number} at */
export const isoTime = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');

/** @typedef {import('./messaging.mjs').Caller} Caller @typedef {import('./messaging.mjs').Call} Call */

/** @param {import('./messaging.mjs').MessagingFake} fake @param {any} attachment @param {number} i */
function shown(fake, attachment, i) {
  const url = attachment.payload?.url;
  const file = url && fake.cdn.files.size ? fake.cdn.fileOf(url) : undefined;
  const facts = file ? { mime_type: file.mime, name: file.name, size: file.bytes.length } : {};
  const kind = attachment.type === 'image' ? { image_data: { url, preview_url: url, width: 1, height: 1 } } : attachment.type === 'video' ? { video_data: { url, preview_url: url } } : url ? { file_url: url } : {};
  return { id: String(3_000_000_000_000_000 + i), ...facts, ...kind };
}

/** One message, as far as it may still be told. @param {import('./thread.mjs').Thread} thread @param {import('./thread.mjs').Spoken} record */
function messageOf(thread, record) {
  const { asset, person } = thread;
  const { fake } = asset;
  const [them, us] = [person.participant(asset), asset.participant];
  const visible = thread.spoken.filter((one) => !one.deleted).slice(-told).includes(record);
  const { text, attachments = [] } = record.message;
  const media = attachments.filter((one) => ['image', 'video', 'audio', 'file'].includes(one.type));
  const shares = attachments.filter((one) => !media.includes(one) && one.payload?.url);
  const all = {
    id: record.mid, created_time: isoTime(record.at), from: record.by === 'person' ? them : us, to: { data: [record.by === 'person' ? us : them] }, message: text ?? '',
    attachments: media.length ? { data: media.map((one, i) => shown(fake, one, i)) } : undefined, shares: shares.length ? { data: shares.map((one) => ({ link: one.payload.url })) } : undefined,
    sticker: attachments.find((one) => one.payload?.sticker_id)?.payload.url, reactions: record.reactions.size ? { data: [...record.reactions].map(([, reaction]) => ({ reaction })) } : undefined,
    is_unsupported: record.message.is_unsupported, story: record.message.reply_to?.story ? { reply_to: record.message.reply_to.story } : undefined, tags: undefined,
  };
  if (visible) return all;
  return { ...Object.fromEntries(Object.keys(all).map((name) => [name, undefined])), id: all.id, created_time: all.created_time };
}

/** @param {import('./thread.mjs').Thread} thread @param {any} asked fields @param {any} how limit, after @param {string} link */
function messagesOf(thread, asked, how, link) {
  const newest = thread.spoken.filter((one) => !one.deleted).reverse();
  return paged(newest, how, (record) => pick(asked, messageOf(thread, record), ['id', 'created_time']), (query) => `${link}/${thread.id}/messages?${query}`);
}

/** @param {import('./thread.mjs').Thread} thread @param {string} link */
function conversationOf(thread, link) {
  const { asset, person } = thread;
  const last = thread.spoken.at(-1);
  return {
    id: thread.id, updated_time: isoTime(last?.at ?? 0), link: `/${asset.id}/inbox/${thread.id}/`, message_count: thread.spoken.length, unread_count: 0, can_reply: thread.open(asset.fake.clock.now(), 24),
    participants: { data: [person.participant(asset), asset.participant] }, senders: { data: [person.participant(asset), asset.participant] },
    snippet: last?.message.text ?? '', messages: (field) => messagesOf(thread, field.inner, { limit: field.limit }, link),
  };
}

/** @param {any} asset */
function slowly(asset) {
  const { fake } = asset;
  if (!asset.take('conversations', fake.conversationRate, 1000)) throw refused(fake.rules.codes.rate);
}

/** Threads, one thread, its messages, one message: undefined when the call is for something else. @param {Caller} caller @param {Call} call @returns {Promise<any>} */
export async function history({ asset }, call) {
  if (call.method !== 'GET') return undefined;
  const { fake } = asset;
  const { params } = call;
  const base = call.link.split('/').slice(0, 4).join('/');
  if (call.edge === 'conversations') {
    if (await fake.before(call.state, 'conversations')) return {};
    slowly(asset);
    only(params, ['platform', 'user_id', 'fields', 'limit', 'after', 'folder'], 'conversations');
    if (params.platform !== undefined ? params.platform !== fake.platform : fake.platformNeeded(call)) throw bad(`Param platform must be ${fake.platform}`);
    const threads = [...asset.threads.values()].filter((one) => one.spoken.length && (params.user_id === undefined || one.person.ids.get(asset) === String(params.user_id)));
    threads.sort((a, b) => (b.spoken.at(-1)?.at ?? 0) - (a.spoken.at(-1)?.at ?? 0));
    const rest = ['platform', 'user_id', 'fields', 'folder'].filter((name) => params[name] !== undefined).map((name) => `${name}=${encodeURIComponent(params[name])}&`).join('');
    return paged(threads, params, (one) => pick(params.fields, conversationOf(one, base), ['id', 'updated_time']), (query) => `${call.link}?${rest}${query}`);
  }
  const thread = [...asset.threads.values()].find((one) => one.id === call.node);
  if (thread) {
    if (await fake.before(call.state, 'conversations')) return {};
    slowly(asset);
    if (call.edge === 'messages') {
      only(params, ['fields', 'limit', 'after'], 'messages');
      return messagesOf(thread, params.fields, params, base);
    }
    if (call.edge) return undefined;
    only(params, ['fields'], 'conversation');
    return pick(params.fields, conversationOf(thread, base), ['id', 'updated_time']);
  }
  if (call.edge) return undefined;
  for (const one of asset.threads.values()) {
    const record = one.find(call.node);
    if (!record) continue;
    if (await fake.before(call.state, 'conversations')) return {};
    only(params, ['fields'], 'message');
    if (record.deleted || !one.spoken.filter((other) => !other.deleted).slice(-told).includes(record)) throw new GraphError(9000001);
    return pick(params.fields, messageOf(one, record), ['id', 'created_time']);
  }
  return undefined;
}
