import { GraphError } from './errors.mjs';

const bad = (details) => new GraphError(100, details);
const invalid = (details) => new GraphError(131009, details);
const isText = (value) => typeof value === 'string' && value.length > 0;
/** @param {any} object @param {string[]} names @param {string} where */
function only(object, names, where) {
  if (!object || typeof object !== 'object' || Array.isArray(object)) throw bad(`Param ${where} must be a JSON object.`);
  for (const name of Object.keys(object)) if (!names.includes(name)) throw bad(`Unexpected key "${name}" on param "${where}".`);
}
/** @param {any} value @param {number} most @param {string} where */
function length(value, most, where) {
  if (!isText(value)) throw new GraphError(131008, `The parameter ${where} is required.`);
  if ([...value].length > most) throw bad(`Param ${where} must be at most ${most} characters long.`);
}

/** What may be sent as what: types and the most bytes. @type {Record<string, {types: string[] | null, most: number}>} */
export const mediaRules = {
  image: { types: ['image/jpeg', 'image/png'], most: 5 << 20 },
  video: { types: ['video/mp4', 'video/3gpp'], most: 16 << 20 },
  audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], most: 16 << 20 },
  document: { types: null, most: 100 << 20 },
  sticker: { types: ['image/webp'], most: 500_000 },
};
const mediaKeys = { image: ['caption'], video: ['caption'], audio: ['voice'], document: ['caption', 'filename'], sticker: [] };

/** @param {string} kind @param {any} object @param {import('./server.mjs').WhatsappFake} fake @param {import('./state.mjs').BusinessNumber} number */
function checkMedia(kind, object, fake, number) {
  only(object, ['id', 'link', ...mediaKeys[kind]], kind);
  if (isText(object.id) === isText(object.link)) throw bad(`Exactly one of id and link is required in ${kind}.`);
  if (object.caption !== undefined) length(object.caption, 1024, `${kind}['caption']`);
  if (!isText(object.id)) return;
  const media = fake.media.get(object.id);
  if (!media || media.number !== number.id || media.until < fake.clock.now()) throw bad(`Param ${kind}['id'] is not a valid whatsapp business account media attachment ID`);
  const rule = mediaRules[kind];
  if (rule.types && !rule.types.includes(media.mime)) throw new GraphError(131053, `Unsupported media type ${media.mime} for ${kind}`);
  if (media.bytes.length > rule.most) throw new GraphError(131053, `The file is too large for ${kind}`);
  if (object.voice === true && media.mime !== 'audio/ogg') throw new GraphError(131053, 'A voice message must be OGG with the Opus codec');
}

/** What the action of each kind of interactive message has to be. @type {Record<string, (action: any) => void>} */
const actions = {
  button(action) {
    only(action, ['buttons'], "interactive['action']");
    if (!Array.isArray(action.buttons) || action.buttons.length < 1 || action.buttons.length > 3) throw invalid('1 to 3 buttons are allowed');
    for (const button of action.buttons) {
      only(button, ['type', 'reply'], 'button');
      if (button.type !== 'reply') throw invalid('a button must be of type reply');
      only(button.reply, ['id', 'title'], 'reply');
      length(button.reply.id, 256, 'reply.id');
      length(button.reply.title, 20, 'reply.title');
    }
    if (new Set(action.buttons.map((one) => one.reply.id)).size < action.buttons.length) throw invalid('buttons must have unique ids');
  },
  list(action) {
    only(action, ['button', 'sections'], "interactive['action']");
    length(action.button, 20, 'action.button');
    const sections = Array.isArray(action.sections) ? action.sections : [];
    for (const section of sections) {
      only(section, ['title', 'rows'], 'section');
      if (section.title !== undefined || sections.length > 1) length(section.title, 24, 'section.title');
    }
    const rows = sections.flatMap((one) => one.rows ?? []);
    if (!rows.length || rows.length > 10 || sections.length > 10) throw invalid('1 to 10 rows are allowed');
    for (const row of rows) {
      only(row, ['id', 'title', 'description'], 'row');
      length(row.id, 200, 'row.id');
      length(row.title, 24, 'row.title');
      if (row.description !== undefined) length(row.description, 72, 'row.description');
    }
    if (new Set(rows.map((row) => row.id)).size < rows.length) throw invalid('rows must have unique ids');
  },
  cta_url(action) {
    only(action, ['name', 'parameters'], "interactive['action']");
    if (action.name !== 'cta_url') throw invalid('action.name must be cta_url');
    only(action.parameters, ['display_text', 'url'], 'action.parameters');
    length(action.parameters.display_text, 20, 'display_text');
    if (!/^https?:\/\/[^\s/]+/.test(action.parameters.url ?? '')) throw invalid('url must be an address');
  },
  location_request_message: (action) => onlyName(action, 'send_location'),
  request_contact_info: (action) => onlyName(action, 'request_contact_info'),
};
/** @param {any} action @param {string} name */
function onlyName(action, name) {
  only(action, ['name'], "interactive['action']");
  if (action.name !== name) throw invalid(`action.name must be ${name}`);
}

/** @param {any} object */
function checkInteractive(object) {
  only(object, ['type', 'header', 'body', 'footer', 'action'], 'interactive');
  if (!actions[object.type]) throw invalid(`interactive.type ${object.type}`);
  length(object.body?.text, 1024, "interactive['body']['text']");
  if (object.footer !== undefined) length(object.footer.text, 60, "interactive['footer']['text']");
  if (!object.action) throw new GraphError(131008, "interactive['action'] is required");
  actions[object.type](object.action);
}

/** `{{1}}` or `{{name}}` in a text, once each. @param {string} text */
export const places = (text) => [...new Set([...String(text ?? '').matchAll(/\{\{\s*([\w]+)\s*\}\}/g)].map((found) => found[1]))];

/** @param {any} object @param {import('./server.mjs').WhatsappFake} fake @param {import('./state.mjs').BusinessNumber} number */
function checkTemplate(object, fake, number) {
  only(object, ['name', 'language', 'components', 'namespace'], 'template');
  if (!isText(object.name)) throw new GraphError(131008, "template['name'] is required");
  if (!isText(object.language?.code)) throw new GraphError(131008, "template['language']['code'] is required");
  const template = number.business.templates.find((one) => one.name === object.name && one.language === object.language.code);
  if (!template) throw new GraphError(132001, `template name (${object.name}) does not exist in ${object.language.code}`);
  if (template.status === 'PAUSED') throw new GraphError(132015);
  if (template.status === 'DISABLED') throw new GraphError(132016);
  if (template.status !== 'APPROVED') throw new GraphError(132001, `template name (${object.name}) does not exist in ${object.language.code}`);
  const given = object.components ?? [];
  if (!Array.isArray(given)) throw invalid('components must be a list');
  const named = template.parameter_format === 'NAMED';
  const count = (type) => given.filter((one) => one.type === type).flatMap((one) => one.parameters ?? []);
  const need = (wanted, parameters, where) => {
    if (parameters.length !== wanted.length) throw new GraphError(132000, `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${wanted.length})`);
    parameters.forEach((parameter, i) => {
      if (!['text', 'currency', 'date_time'].includes(parameter.type) || !isText(parameter.text ?? parameter.currency?.fallback_value)) throw new GraphError(132012, `${where}: parameter at index ${i} of type text is required`);
      if (named && !wanted.includes(parameter.parameter_name)) throw new GraphError(132000, `${where}: unknown parameter_name`);
    });
  };
  const header = template.components.find((one) => one.type === 'HEADER');
  if (header && header.format !== 'TEXT' && header.format !== 'LOCATION') {
    const format = header.format.toLowerCase();
    const [parameter] = count('header');
    if (parameter?.type !== format) throw new GraphError(132012, `header: Format mismatch, expected ${header.format}, received ${parameter?.type ?? 'UNKNOWN'}`);
    checkMedia(format, parameter[format], fake, number);
  } else need(places(header?.text), count('header'), 'header');
  need(places(template.components.find((one) => one.type === 'BODY')?.text), count('body'), 'body');
  const buttons = template.components.find((one) => one.type === 'BUTTONS')?.buttons ?? [];
  const pressed = new Map(given.filter((one) => one.type === 'button').map((one) => [Number(one.index), one]));
  buttons.forEach((button, i) => {
    if (button.type !== 'URL') return;
    const wanted = places(button.url);
    const parameters = pressed.get(i)?.parameters ?? [];
    if (parameters.length !== wanted.length) throw new GraphError(132000, `buttons: Button at index ${i} of type Url requires ${wanted.length} parameter(s)`);
  });
  for (const i of pressed.keys()) if (!buttons[i]) throw new GraphError(132012, `buttons: there is no button at index ${i}`);
  return template;
}

const kinds = {
  text: (object) => {
    only(object, ['body', 'preview_url'], 'text');
    length(object.body, 4096, "text['body']");
  },
  image: (object, fake, number) => checkMedia('image', object, fake, number),
  video: (object, fake, number) => checkMedia('video', object, fake, number),
  audio: (object, fake, number) => checkMedia('audio', object, fake, number),
  document: (object, fake, number) => checkMedia('document', object, fake, number),
  sticker: (object, fake, number) => checkMedia('sticker', object, fake, number),
  location: (object) => {
    only(object, ['latitude', 'longitude', 'name', 'address'], 'location');
    const within = (value, most) => value !== '' && value !== null && Math.abs(Number(value)) <= most;
    if (!within(object.latitude, 90) || !within(object.longitude, 180)) throw invalid('location');
  },
  contacts: (object) => {
    if (!Array.isArray(object) || !object.length) throw bad('Param contacts must be a list.');
    for (const card of object) {
      only(card, ['name', 'phones', 'emails', 'addresses', 'org', 'urls', 'birthday'], 'contacts');
      if (!isText(card.name?.formatted_name)) throw new GraphError(131008, "contacts['name']['formatted_name'] is required");
      const parts = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix'];
      if (!parts.some((part) => isText(card.name[part]))) throw new GraphError(131008, "contacts['name'] needs one more part of the name");
      for (const phone of card.phones ?? []) only(phone, ['phone', 'type', 'wa_id'], 'phones');
    }
  },
  reaction: (object) => {
    only(object, ['message_id', 'emoji'], 'reaction');
    if (!isText(object.message_id) || typeof object.emoji !== 'string') throw new GraphError(131008, "reaction['message_id'] and reaction['emoji'] are required");
  },
  interactive: checkInteractive,
  template: checkTemplate,
};

/**
 * Is this call to /messages right? Throws as the platform refuses.
 * @param {any} body @param {import('./server.mjs').WhatsappFake} fake @param {import('./state.mjs').BusinessNumber} number
 * @returns {{to: string, kind: string, object: any, group: boolean}}
 */
export function checkMessage(body, fake, number) {
  if (!body || typeof body !== 'object') throw bad('The parameter messaging_product is required.');
  if (body.messaging_product !== 'whatsapp') throw bad('The parameter messaging_product is required.');
  const kind = body.type ?? 'text';
  if (!kinds[kind]) throw invalid(`type ${kind}`);
  const frame = ['messaging_product', 'recipient_type', 'to', 'recipient', 'type', 'context', 'biz_opaque_callback_data', kind];
  for (const name of Object.keys(body)) if (!frame.includes(name)) throw bad(`Unexpected key "${name}".`);
  const group = body.recipient_type === 'group';
  if (body.recipient_type !== undefined && !['individual', 'group'].includes(body.recipient_type)) throw invalid('recipient_type');
  if (!isText(body.to) && !isText(body.recipient)) throw bad('The parameter to is required.');
  if (isText(body.to) && !group && !/^\+?\d{5,20}$/.test(body.to)) throw bad('Param to must be a phone number.');
  if (!isText(body.to) && !/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(body.recipient)) throw bad('Param recipient must be a business-scoped user ID.');
  if (body.biz_opaque_callback_data !== undefined) length(body.biz_opaque_callback_data, 512, 'biz_opaque_callback_data');
  if (body.context !== undefined) {
    only(body.context, ['message_id'], 'context');
    if (!isText(body.context.message_id)) throw new GraphError(131008, "context['message_id'] is required");
  }
  if (body[kind] === undefined) throw new GraphError(131008, `The parameter ${kind} is required.`);
  kinds[kind](body[kind], fake, number);
  return { to: body.to ?? body.recipient, kind, object: body[kind], group };
}
