import { bad } from './errors.mjs';
import { list, only, words } from './params.mjs';

/**
 * What a platform lets be sent.
 * @typedef {object} Rules
 * @property {{most: number, bytes: boolean}} text
 * @property {boolean} typed must messaging_type be given?
 * @property {string[]} recipients @property {string[]} message members of a message @property {string[]} frame members of a call
 * @property {string[]} tags that still work
 * @property {number} pictures how many in one message
 * @property {Record<string, {types: RegExp, most: number}>} media
 * @property {(type: string, attachment: any, asset: any) => boolean} special is it an attachment of the platform's own, and right? throws if wrong
 * @property {boolean} reactionOpens does a person's reaction open the window?
 * @property {boolean} privateMedia may a private reply carry anything but text?
 * @property {Record<'window' | 'person' | 'owner' | 'length' | 'rate', [number, number?]>} codes
 */

/** @param {any} buttons @param {number} least */
function checkButtons(buttons, least) {
  for (const [i, button] of list(buttons, least, 3, 'buttons').entries()) {
    const where = `buttons[${i}]`;
    if (button?.type === 'postback') {
      only(button, ['type', 'title', 'payload'], where);
      words(button.payload, 1000, `${where}[payload]`);
    } else if (button?.type === 'web_url') {
      only(button, ['type', 'title', 'url', 'webview_height_ratio'], where);
      if (!/^https?:\/\/\S+$/.test(button.url)) throw bad(`Param ${where}[url] must be a valid URL`);
    } else throw bad(`Param ${where}[type] must be one of {POSTBACK, WEB_URL}`);
    words(button.title, 20, `${where}[title]`);
  }
}

/** @param {any} payload */
function checkTemplate(payload) {
  if (payload?.template_type === 'button') {
    only(payload, ['template_type', 'text', 'buttons'], 'payload');
    words(payload.text, 640, 'payload[text]');
    return checkButtons(payload.buttons, 1);
  }
  if (payload?.template_type !== 'generic') throw bad('Param payload[template_type] must be one of {BUTTON, GENERIC}');
  only(payload, ['template_type', 'elements', 'image_aspect_ratio'], 'payload');
  for (const [i, element] of list(payload.elements, 1, 10, 'elements').entries()) {
    only(element, ['title', 'subtitle', 'image_url', 'default_action', 'buttons'], `elements[${i}]`);
    words(element.title, 80, `elements[${i}][title]`);
    if (element.subtitle !== undefined) words(element.subtitle, 80, `elements[${i}][subtitle]`);
    if (element.buttons !== undefined) checkButtons(element.buttons, 1);
    if (Object.keys(element).length < 2) throw bad(`Param elements[${i}] needs more than a title`);
  }
}

/** @param {any} replies */
function checkQuickReplies(replies) {
  for (const [i, reply] of list(replies, 1, 13, 'message[quick_replies]').entries()) {
    const where = `quick_replies[${i}]`;
    if (reply?.content_type === 'text') {
      only(reply, ['content_type', 'title', 'payload', 'image_url'], where);
      words(reply.title, 20, `${where}[title]`);
      words(reply.payload, 1000, `${where}[payload]`);
    } else {
      only(reply, ['content_type'], where);
      if (!['user_phone_number', 'user_email'].includes(reply.content_type)) throw bad(`Param ${where}[content_type] must be one of {TEXT, USER_PHONE_NUMBER, USER_EMAIL}`);
    }
  }
}

/**
 * An attachment by an address, by an id or by the file beside it.
 * @param {any} attachment @param {Rules} rules @param {any} asset @param {boolean} withFile
 */
export function checkAttachment(attachment, rules, asset, withFile) {
  if (attachment?.type === 'template') {
    only(attachment, ['type', 'payload'], 'attachment');
    return checkTemplate(attachment.payload);
  }
  if (rules.special(attachment?.type, attachment, asset)) return;
  if (!rules.media[attachment?.type]) throw bad(`Param message[attachment][type] must be one of {${Object.keys(rules.media).join(', ').toUpperCase()}, TEMPLATE}`);
  only(attachment, ['type', 'payload'], 'attachment');
  const payload = attachment.payload ?? {};
  only(payload, ['url', 'attachment_id', 'is_reusable'], 'attachment[payload]');
  const given = [typeof payload.url === 'string', typeof payload.attachment_id === 'string', withFile].filter(Boolean).length;
  if (given !== 1) throw bad('An incorrect number of files uploaded. Must upload exactly one file.');
  if (payload.url !== undefined && !/^https?:\/\/\S+$/.test(payload.url)) throw bad('Param url must be a valid URL', 2018008);
  if (payload.is_reusable !== undefined && typeof payload.is_reusable !== 'boolean') throw bad('Param is_reusable must be a boolean.');
}

/** @param {any} message @param {Rules} rules @param {any} asset @param {boolean} withFile */
export function checkMessage(message, rules, asset, withFile) {
  only(message, rules.message, 'message');
  const bodies = ['text', 'attachment', 'attachments', 'sticker_id', 'template'].filter((name) => message[name] !== undefined);
  if (bodies.length !== 1) throw bad('Message cannot be empty, must provide valid attachment or text');
  if (message.text !== undefined) {
    if (typeof message.text !== 'string' || !message.text) throw bad('Message cannot be empty, must provide valid attachment or text');
    // Which characters are meant is not written down: the longer count is the safe one.
    const length = rules.text.bytes ? Buffer.byteLength(message.text) : message.text.length;
    if (length > rules.text.most) throw bad(`Length of param message[text] must be less than or equal to ${rules.text.most}${rules.text.bytes ? ' bytes' : ''}`, rules.codes.length[1]);
  }
  if (message.attachment !== undefined) checkAttachment(message.attachment, rules, asset, withFile);
  else if (withFile) throw bad('An incorrect number of files uploaded. There is no attachment for the file.');
  if (message.attachments !== undefined) {
    for (const one of list(message.attachments, 1, rules.pictures, 'message[attachments]')) {
      if (one?.type !== 'image') throw bad('Param message[attachments] may only hold images');
      checkAttachment(one, rules, asset, false);
    }
  }
  if (message.quick_replies !== undefined) {
    if (message.text === undefined && message.attachment === undefined) throw bad('Quick replies need a text or an attachment');
    checkQuickReplies(message.quick_replies);
  }
  if (message.metadata !== undefined) words(message.metadata, 1000, 'message[metadata]');
  if (message.sticker_id !== undefined && !/^\d+$/.test(String(message.sticker_id))) throw bad('Param message[sticker_id] must be a sticker');
}

const actions = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'];
/** The call as a whole. @param {Record<string, any>} params @param {Rules} rules @param {any} asset @param {boolean} withFile */
export function checkCall(params, rules, asset, withFile) {
  only(params, rules.frame, 'the call');
  only(params.recipient, rules.recipients, 'recipient');
  const [[kind, value] = [], more] = Object.entries(params.recipient);
  if (!kind || more || typeof value !== 'string' || !value) throw bad('Exactly one member of recipient is required, as a string.');
  if ((params.message === undefined) === (params.sender_action === undefined)) throw bad('Exactly one of message and sender_action is required.');
  if (params.sender_action !== undefined) {
    if (!actions.includes(params.sender_action)) throw bad(`Param sender_action must be one of {${actions.join(', ').toUpperCase()}}`);
    const aboutMessage = ['react', 'unreact'].includes(params.sender_action);
    only(params, ['recipient', 'sender_action', ...(aboutMessage ? ['payload'] : [])], 'sender_action');
    if (kind !== 'id') throw bad('A sender action goes to an id.');
    if (!aboutMessage) return;
    only(params.payload, ['message_id', 'reaction'], 'payload');
    words(params.payload.message_id, 512, 'payload[message_id]');
    if (params.sender_action === 'react') words(params.payload.reaction, 40, 'payload[reaction]');
    return;
  }
  if (params.payload !== undefined) throw bad('Unexpected key "payload".');
  const { messaging_type: type, tag } = params;
  if (type === undefined ? rules.typed && kind === 'id' : !['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY'].includes(type)) throw bad('Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}');
  if ((type === 'MESSAGE_TAG') !== (tag !== undefined)) throw bad('Param tag goes with messaging_type MESSAGE_TAG, and only with it.');
  if (tag !== undefined && !rules.tags.includes(tag)) throw bad(`Param tag must be one of {${rules.tags.join(', ')}}: ${tag} is no longer supported`);
  if (params.notification_type !== undefined && !['REGULAR', 'SILENT_PUSH', 'NO_PUSH'].includes(params.notification_type)) throw bad('Param notification_type must be one of {REGULAR, SILENT_PUSH, NO_PUSH}');
  if (params.reply_to !== undefined) {
    only(params.reply_to, ['mid'], 'reply_to');
    words(params.reply_to.mid, 512, 'reply_to[mid]');
  }
  checkMessage(params.message, rules, asset, withFile);
  if ((type === 'UTILITY') !== (params.message.template !== undefined)) throw bad('A utility template goes with messaging_type UTILITY, and only with it.');
  if (params.message.template !== undefined) {
    only(params.message.template, ['name', 'language', 'components'], 'message[template]');
    words(params.message.template.language?.code, 20, 'message[template][language][code]');
    if (!asset.templates.has(params.message.template.name)) throw bad('The template does not exist, or is not approved');
  }
  if (kind === 'comment_id' && !rules.privateMedia && params.message.text === undefined) throw bad('A private reply is a text.');
}
