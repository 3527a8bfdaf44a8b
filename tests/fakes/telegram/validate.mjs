import { badRequest } from './errors.mjs';

/**
 * Checks a call against the table and turns text into values.
 * @param {{name: string, parameters: Map<string, import('./table.mjs').Parameter>}} method
 * @param {import('./decode.mjs').Decoded} call
 * @param {(text: string) => void} violation told of everything a careful client never does
 * @returns {Record<string, any>}
 */
export function validate(method, call, violation) {
  /** @type {Record<string, any>} */
  const out = {};
  const refuse = (text) => {
    violation(text);
    return badRequest(text);
  };
  for (const [key, raw] of Object.entries(call.params)) {
    const parameter = method.parameters.get(key);
    if (!parameter) {
      if (key === 'method') continue;
      throw refuse(`unknown parameter "${key}" of ${method.name}`);
    }
    if (raw === null && !parameter.required) continue;
    out[key] = convert(parameter, raw, call.text.has(key), refuse);
  }
  for (const [name, upload] of call.uploads) {
    const parameter = method.parameters.get(name);
    if (parameter?.type === 'file') out[name] = { upload: name };
    else if (parameter) throw refuse(`parameter "${name}" can't be a file`);
    else if (!JSON.stringify(call.params).includes(`attach://${name}`)) violation(`part "${name}" (${upload.filename}) is attached by nobody`);
  }
  for (const parameter of method.parameters.values())
    if (parameter.required && (out[parameter.name] === undefined || out[parameter.name] === '') && !emptyIsMeant(method.name, parameter.name, out))
      throw refuse(missing(method.name, parameter.name));
  return out;
}

/** Removing a webhook is a call with an empty url. */
const emptyIsMeant = (method, name, out) => method === 'setWebhook' && name === 'url' && out.url === '';

const missing = (method, name) =>
  ({ chat_id: 'chat_id is empty', text: 'message text is empty' })[name] ?? `parameter "${name}" of ${method} is required`;

/** @param {import('./table.mjs').Parameter} parameter @param {any} raw @param {boolean} text @param {(text: string) => Error} refuse */
function convert(parameter, raw, text, refuse) {
  const bad = () => refuse(`parameter "${parameter.name}" is not of type ${parameter.type}`);
  switch (parameter.type) {
    case 'int':
      if (text ? !/^-?\d{1,16}$/.test(raw) : !Number.isSafeInteger(raw)) throw bad();
      return Number(raw);
    case 'float':
      if (text ? raw === '' || !Number.isFinite(Number(raw)) : typeof raw !== 'number') throw bad();
      return Number(raw);
    case 'bool':
      if (text ? !/^(true|false|1|0)$/i.test(raw) : typeof raw !== 'boolean') throw bad();
      return raw === true || /^(true|1)$/i.test(String(raw));
    case 'chat':
      if (typeof raw === 'number' && Number.isSafeInteger(raw)) return raw;
      if (typeof raw === 'string' && /^-?\d{1,16}$/.test(raw)) return Number(raw);
      if (typeof raw === 'string' && /^@\w+$/.test(raw)) return raw;
      throw bad();
    case 'json': {
      if (!text) {
        if (typeof raw !== 'object') throw bad();
        return raw;
      }
      let value;
      try {
        value = JSON.parse(raw);
      } catch {
        throw refuse(`can't parse ${parameter.name} JSON object`);
      }
      if (typeof value !== 'object' || value === null) throw bad();
      return value;
    }
    default:
      if (typeof raw !== 'string') throw bad();
      return raw;
  }
}

/** Length in UTF-16 code units, the way clients count. @param {string} text */
export const utf16 = (text) => text.length;

const entityTypes = ('mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler ' +
  'blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time').split(' ');
const entityFields = ['type', 'offset', 'length', 'url', 'user', 'language', 'custom_emoji_id', 'unix_time', 'date_time_format'];

/** Does this place lie inside a surrogate pair? @param {string} text @param {number} at */
const halves = (text, at) => /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1)) && at > 0;

/** @param {any} entities @param {string} text */
export function checkEntities(entities, text) {
  if (!Array.isArray(entities)) throw badRequest("can't parse entities: expected an Array");
  for (const entity of entities) {
    const wrong = (why) => badRequest(`can't parse MessageEntity: ${why}`);
    if (!entityTypes.includes(entity?.type)) throw wrong('unsupported type specified');
    if (!Number.isInteger(entity.offset) || !Number.isInteger(entity.length)) throw wrong('offset or length is missing');
    if (entity.offset < 0 || entity.length <= 0 || entity.offset + entity.length > utf16(text)) throw wrong('range is outside of the text');
    for (const [at, does] of [[entity.offset, 'begins'], [entity.offset + entity.length, 'ends']])
      if (halves(text, at)) throw badRequest(`entity ${does} in a middle of a UTF-16 symbol at byte offset ${Buffer.byteLength(text.slice(0, at - 1))}`);
    if (entity.type === 'text_link' && typeof entity.url !== 'string') throw wrong('url is missing');
    const unknown = Object.keys(entity).find((key) => !entityFields.includes(key));
    if (unknown) throw wrong(`field "${unknown}" is unknown`);
  }
  return entities;
}

const buttonActions = ('url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat ' +
  'switch_inline_query_chosen_chat copy_text callback_game pay').split(' ');

const keyAsks = 'request_contact request_location request_poll request_users request_chat web_app'.split(' ');

/** @param {any} markup @param {number} [chat] where it is to stand */
export function checkMarkup(markup, chat) {
  if (!markup) return;
  const wrong = (why) => badRequest(`can't parse reply keyboard markup: ${why}`);
  if (markup.inline_keyboard) {
    if (!Array.isArray(markup.inline_keyboard)) throw wrong('inline_keyboard must be an Array');
    for (const button of markup.inline_keyboard.flat()) {
      if (typeof button?.text !== 'string' || !button.text) throw badRequest('inline keyboard button text must be non-empty');
      const actions = buttonActions.filter((action) => button[action] !== undefined);
      if (actions.length !== 1) throw badRequest("can't parse inline keyboard button: exactly one action is allowed");
      if (button.callback_data !== undefined) {
        const bytes = Buffer.byteLength(String(button.callback_data), 'utf8');
        if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
      }
      if (button.url !== undefined && !/^(https?|tg):\/\/\S+$/.test(button.url)) throw badRequest('BUTTON_URL_INVALID');
    }
  } else if (markup.keyboard) {
    if (!Array.isArray(markup.keyboard) || !markup.keyboard.every(Array.isArray)) throw wrong('keyboard must be an Array of Arrays');
    for (const key of markup.keyboard.flat()) {
      if (typeof key?.text !== 'string' || !key.text) throw badRequest('keyboard button text must be non-empty');
      const asked = keyAsks.filter((ask) => key[ask] !== undefined);
      const unknown = Object.keys(key).find((name) => name !== 'text' && !keyAsks.includes(name));
      if (asked.length > 1 || unknown) throw badRequest(`can't parse keyboard button: ${unknown ?? asked.join(' and ')}`);
      if (asked.length && chat !== undefined && chat < 0) throw badRequest('requests of keyboard buttons are allowed in private chats only');
    }
  } else if (markup.remove_keyboard !== true && markup.force_reply !== true) {
    throw wrong('object expected as reply markup');
  }
}
