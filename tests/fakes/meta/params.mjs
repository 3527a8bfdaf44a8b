import { bad } from './errors.mjs';

/** @typedef {{bytes: Buffer, mime: string, name: string}} SentFile */

/** A value of a query or a form is JSON where it looks like it. @param {string} text */
function valueOf(text) {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw bad('Invalid JSON');
  }
}

/**
 * The parameters of a call: of the query and of the body, which may be JSON, a form or a form with files.
 * @param {URL} url @param {string} type @param {Buffer} body
 * @returns {Promise<{params: Record<string, any>, files: Map<string, SentFile>}>}
 */
export async function readParams(url, type, body) {
  /** @type {Record<string, any>} */ const params = {};
  /** @type {Map<string, SentFile>} */ const files = new Map();
  const put = (name, value) => {
    if (name in params) throw bad(`The parameter ${name} is given twice`);
    params[name] = value;
  };
  for (const [name, text] of url.searchParams) put(name, valueOf(text));
  if (!body.length) return { params, files };
  if (type.startsWith('application/json')) {
    const object = valueOf(body.toString('utf8'));
    if (!object || typeof object !== 'object' || Array.isArray(object)) throw bad('Invalid JSON');
    for (const [name, value] of Object.entries(object)) put(name, value);
    return { params, files };
  }
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) throw bad(`Unsupported content type ${type || '(none)'}`);
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => null);
  if (!form) throw bad('The form cannot be read');
  for (const [name, value] of form) {
    if (typeof value === 'string') put(name, valueOf(value));
    else files.set(name, { bytes: Buffer.from(await value.arrayBuffer()), mime: value.type.split(';')[0], name: value.name });
  }
  return { params, files };
}

/** Anything not asked for is a mistake of the caller. @param {any} object @param {string[]} names @param {string} where */
export function only(object, names, where) {
  if (!object || typeof object !== 'object' || Array.isArray(object)) throw bad(`Param ${where} must be a JSON object.`);
  for (const name of Object.keys(object)) if (!names.includes(name)) throw bad(`Unexpected key "${name}" on param "${where}".`);
}
/** @param {any} value @param {number} most @param {string} where */
export function words(value, most, where) {
  if (typeof value !== 'string' || !value.length) throw bad(`The parameter ${where} is required.`);
  if ([...value].length > most) throw bad(`Length of param ${where} must be less than or equal to ${most}`);
}
/** @param {any} value @param {number} least @param {number} most @param {string} where @returns {any[]} */
export function list(value, least, most, where) {
  if (!Array.isArray(value)) throw bad(`Param ${where} must be an array.`);
  if (value.length < least) throw bad(`Param ${where} has too few elements.`);
  if (value.length > most) throw bad(`Param ${where} has too many elements.`);
  return value;
}
/** A list in a parameter: with commas, or as JSON. @param {any} value @param {string[]} known @param {string} where */
export function names(value, known, where) {
  const all = Array.isArray(value) ? value : String(value ?? '').split(',').map((one) => one.trim()).filter(Boolean);
  if (!all.length) throw bad(`The parameter ${where} is required.`);
  all.forEach((one, i) => {
    if (!known.includes(one)) throw bad(`Param ${where}[${i}] must be one of {${known.join(', ')}} - got "${one}".`);
  });
  return /** @type {string[]} */ (all);
}
/** @param {any} value @param {string} where */
export function truth(value, where) {
  if (![true, false, 'true', 'false'].includes(value)) throw bad(`Param ${where} must be a boolean.`);
  return String(value) === 'true';
}
