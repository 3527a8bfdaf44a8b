import { bad } from './errors.mjs';

/** @typedef {{name: string, limit?: number, argument?: string, inner?: Field[]}} Field */

/** `a,b.limit(5){c,d}` taken apart. @param {string} text @returns {Field[]} */
export function parseFields(text) {
  let at = 0;
  const one = () => {
    const name = /^[A-Za-z_0-9]+/.exec(text.slice(at))?.[0];
    if (!name) throw bad(`Syntax error in fields at character ${at}: "${text.slice(at, at + 20)}"`);
    at += name.length;
    /** @type {Field} */ const field = { name };
    for (let more; (more = /^\.([a-z_]+)\(([^()]*)\)/.exec(text.slice(at))); at += more[0].length) {
      if (more[1] === 'limit') field.limit = Number(more[2]);
      else field.argument = `${more[1]}=${more[2]}`;
    }
    if (text[at] === '{') {
      at++;
      field.inner = many();
      if (text[at] !== '}') throw bad('Syntax error in fields: "}" is missing');
      at++;
    }
    return field;
  };
  const many = () => {
    const all = [one()];
    for (; text[at] === ','; all.push(one())) at++;
    return all;
  };
  const all = many();
  if (at < text.length) throw bad(`Syntax error in fields at character ${at}: "${text.slice(at, at + 20)}"`);
  return all;
}

/**
 * The fields asked for, and the id. A member that is a function gets the field and answers for itself; one that is
 * undefined is left out, as the platform does with what there is none of.
 * @param {unknown} asked @param {Record<string, any>} all @param {string[]} [usual] when none are asked for
 */
export function pick(asked, all, usual = ['id']) {
  const fields = asked === undefined || asked === '' ? usual.map((name) => /** @type {Field} */ ({ name })) : typeof asked === 'string' ? parseFields(asked) : /** @type {Field[]} */ (asked);
  /** @type {Record<string, any>} */ const out = {};
  for (const field of fields) {
    if (!(field.name in all)) throw bad(`Tried accessing nonexisting field (${field.name})`);
    let value = all[field.name];
    if (typeof value === 'function') value = value(field);
    else if (field.inner && value && typeof value === 'object' && !Array.isArray(value)) value = pick(field.inner, value);
    if (value !== undefined) out[field.name] = value;
  }
  if (all.id !== undefined) out.id = all.id;
  return out;
}

const cursor = (at) => Buffer.from(String(at)).toString('base64url');
/**
 * A page of a list, with its cursors.
 * @template T @param {T[]} all @param {{limit?: any, after?: any}} asked @param {(one: T) => any} show @param {(query: string) => string} link the address of another page
 */
export function paged(all, { limit = 25, after }, show, link) {
  const most = Math.min(Number(limit) || 25, 100);
  const from = after === undefined ? 0 : Number(Buffer.from(String(after), 'base64url').toString());
  if (!Number.isInteger(from)) throw bad('Invalid cursor');
  const some = all.slice(from, from + most);
  const end = from + some.length;
  if (!some.length) return { data: [] };
  return { data: some.map(show), paging: { cursors: { before: cursor(from), after: cursor(end) }, ...(end < all.length ? { next: link(`limit=${most}&after=${cursor(end)}`) } : {}) } };
}
