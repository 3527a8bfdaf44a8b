import { createHash } from 'node:crypto';
import { bad, GraphError, refused } from './errors.mjs';
import { only } from './params.mjs';
import { checkAttachment, checkCall } from './rules.mjs';

const day = 24 * 3600 * 1000;
/** @typedef {import('./messaging.mjs').Caller} Caller */

/** The file behind an attachment, wherever it is to come from. @param {Caller} caller @param {any} attachment @param {import('./params.mjs').SentFile | undefined} given */
async function fileOf({ asset }, attachment, given) {
  const { fake } = asset;
  const { type, payload = {} } = attachment;
  const rule = fake.rules.media[type];
  if (!rule) return undefined;
  if (payload.attachment_id !== undefined) {
    const kept = asset.uploads.get(payload.attachment_id);
    if (!kept || kept.until < fake.clock.now()) throw bad('Invalid Data: The attachment id can not be found.', 2018074);
    if (kept.type !== type) throw bad(`The attachment is of type ${kept.type}, not ${type}.`, 2018047);
    return kept.file;
  }
  const file = given ?? (await fake.fetchFile(payload.url, type));
  if (!file || !file.bytes.length) throw bad(given ? 'Upload attachment failure.' : 'Failed to fetch the file from the url', given ? 2018047 : 2018008);
  if (file.bytes.length > rule.most) throw bad('Attachment size exceeds allowable limit', 2018109);
  if (!rule.types.test(file.mime)) throw bad(`Upload attachment failure: ${file.mime || 'a file without a type'} is no ${type}.`, 2018047);
  return file;
}

/** Keeps a file for sending again. @param {Caller} caller @param {string} type @param {import('./params.mjs').SentFile} file */
function keep({ asset }, type, file) {
  const id = String(7_000_000_070_000_000 + asset.fake.serial());
  asset.uploads.set(id, { type, file, until: asset.fake.clock.now() + 90 * day });
  return id;
}

/** POST /{PAGE}/message_attachments. @param {Caller} caller @param {Record<string, any>} params @param {Map<string, import('./params.mjs').SentFile>} files @param {import('./graph.mjs').CallState} state */
export async function upload(caller, params, files, state) {
  const { fake } = caller.asset;
  if (await fake.before(state, 'message_attachments')) return {};
  only(params, ['message', ...fake.uploadParams], 'the call');
  only(Object.fromEntries(files), ['filedata'], 'the files');
  only(params.message, ['attachment'], 'message');
  const { attachment } = params.message;
  if (!fake.rules.media[attachment?.type]) throw bad('Param message[attachment][type] is not a kind of file');
  checkAttachment(attachment, fake.rules, caller.asset, files.has('filedata'));
  if (attachment.payload?.attachment_id) throw bad('An upload needs a file.');
  const file = /** @type {import('./params.mjs').SentFile} */ (await fileOf(caller, attachment, files.get('filedata')));
  return { attachment_id: keep(caller, attachment.type, file) };
}

/** The thread a call goes to, and the comment it answers. @param {Caller} caller @param {any} recipient */
function aimOf({ asset }, recipient) {
  const { fake } = asset;
  const about = recipient.comment_id ?? recipient.post_id;
  if (about !== undefined) {
    const comment = fake.wall.get(about);
    if (!comment || comment.asset !== asset || comment.removed || !comment.person) throw new GraphError(100, 2018292);
    return { comment, thread: asset.threadWith(comment.person) };
  }
  const person = recipient.user_ref !== undefined ? asset.guests.get(recipient.user_ref) : asset.whoIs(recipient.id);
  const thread = person && asset.threads.get(person);
  if (!thread?.known) throw refused(fake.rules.codes.person);
  return { thread };
}

/** May this be said now? @param {Caller} caller @param {import('./thread.mjs').Thread} thread @param {Record<string, any>} params @param {any} comment */
function mayBeSaid({ app, asset }, thread, params, comment) {
  const { fake } = asset;
  const { codes } = fake.rules;
  const now = fake.clock.now();
  if (asset.restricted) throw new GraphError(10, 1893063);
  if (comment) {
    if (comment.answeredPrivately) throw new GraphError(10900);
    if (now - comment.at > 7 * day || (comment.media?.product === 'LIVE' && !comment.media.live)) throw new GraphError(10903);
    if (thread.blocked) throw new GraphError(551, 1545041);
    if (!asset.take('private replies', 750, day / 24)) throw refused(codes.rate);
    return;
  }
  if (thread.blocked) throw new GraphError(551, 1545041);
  if (thread.owner !== null && thread.owner !== app.id) throw refused(codes.owner);
  if (params.messaging_type === 'UTILITY') return;
  if (params.tag === 'HUMAN_AGENT' && !app.humanAgent) throw new GraphError(10, 2018065);
  if (!thread.open(now, params.tag === 'HUMAN_AGENT' ? 7 * 24 : 24)) throw refused(codes.window);
}

/** What an attachment looks like in an echo and in the history. @param {any} asset @param {any} attachment @param {any} file */
function shown(asset, attachment, file) {
  if (!file) return { type: attachment.type === 'MEDIA_SHARE' ? 'share' : attachment.type, ...(attachment.payload ? { payload: attachment.payload } : {}) };
  return { type: attachment.type, payload: { url: asset.keep(file.bytes, file.mime, file.name) } };
}

/** POST /{PAGE}/messages. @param {Caller} caller @param {Record<string, any>} params @param {Map<string, import('./params.mjs').SentFile>} files @param {import('./graph.mjs').CallState} state */
export async function send(caller, params, files, state) {
  const { app, asset } = caller;
  const { fake } = asset;
  const to = params.recipient?.id ?? params.recipient?.comment_id ?? params.recipient?.post_id ?? params.recipient?.user_ref;
  if (await fake.before(state, params.sender_action === undefined ? 'messages' : 'actions', to)) return {};
  only(Object.fromEntries(files), ['filedata'], 'the files');
  checkCall(params, fake.rules, asset, files.has('filedata'));
  const { thread, comment } = aimOf(caller, params.recipient);
  if (params.sender_action !== undefined) return act(caller, thread, params);
  mayBeSaid(caller, thread, params, comment);
  if (params.reply_to && !thread.find(params.reply_to.mid)) throw bad('The message answered does not exist in this thread');
  const { message } = params;
  const attachments = message.attachments ?? (message.attachment ? [message.attachment] : []);
  const got = [];
  for (const one of attachments) got.push(await fileOf(caller, one, files.get('filedata')));
  if (comment) {
    // The call awaited files: another may have answered meanwhile.
    if (comment.answeredPrivately) throw new GraphError(10900);
    comment.answeredPrivately = true;
  }
  const reusable = attachments.length === 1 && got[0] && (attachments[0].payload?.is_reusable || attachments[0].payload?.attachment_id);
  const attachmentId = reusable ? (attachments[0].payload.attachment_id ?? keep(caller, attachments[0].type, got[0])) : undefined;
  const record = thread.add('asset', {
    ...(message.text !== undefined ? { text: message.text } : {}), ...(params.reply_to ? { reply_to: { mid: params.reply_to.mid } } : {}),
    ...(attachments.length ? { attachments: attachments.map((one, i) => shown(asset, one, got[i])) } : {}),
    ...(message.sticker_id !== undefined ? { attachments: [{ type: 'image', payload: { sticker_id: Number(message.sticker_id) } }] } : {}),
    ...(message.template !== undefined ? { attachments: [{ type: 'template', payload: message.template }] } : {}),
  }, { metadata: message.metadata });
  const entry = {
    mid: record.mid, at: record.at, app: app.id, [fake.assetName]: asset.id, to: thread.person.ids.get(asset), recipient: params.recipient, message, type: params.messaging_type, tag: params.tag, reply_to: params.reply_to?.mid,
    files: got.map((file, i) => file && { type: attachments[i].type, mime: file.mime, name: file.name, size: file.bytes.length, sha256: createHash('sha256').update(file.bytes).digest('hex'), bytes: file.bytes }).filter(Boolean),
    ...(comment ? { comment: comment.id } : {}),
  };
  fake.ledger.push(entry);
  thread.person.inbox.push(entry);
  const tell = () => fake.tellSent(thread, record, app);
  if (fake.echo === 'before') await tell();
  else fake.later(tell);
  const id = params.recipient.user_ref === undefined ? { recipient_id: thread.person.ids.get(asset) } : {};
  return { ...id, message_id: record.mid, ...(attachmentId ? { attachment_id: attachmentId } : {}) };
}

/** Typing, seen, reactions. @param {Caller} caller @param {import('./thread.mjs').Thread} thread @param {Record<string, any>} params */
function act({ app, asset }, thread, params) {
  const { fake } = asset;
  const { codes } = fake.rules;
  if (thread.blocked) throw new GraphError(551, 1545041);
  if (thread.owner !== null && thread.owner !== app.id) throw refused(codes.owner);
  if (!thread.open(fake.clock.now(), app.humanAgent ? 7 * 24 : 24)) throw refused(codes.window);
  const mid = params.payload?.message_id;
  if (mid !== undefined) {
    const about = thread.find(mid);
    if (!about) throw bad('The message does not exist in this thread');
    if (about.deleted) throw new GraphError(9000001);
    if (params.sender_action === 'react') about.reactions.set(asset.id, params.payload.reaction);
    else about.reactions.delete(asset.id);
  }
  fake.actions.push({ action: params.sender_action, to: params.recipient.id, [fake.assetName]: asset.id, app: app.id, at: fake.clock.now(), ...(mid ? { mid, reaction: params.payload.reaction } : {}) });
  return { recipient_id: params.recipient.id };
}
