import { ApiError, badRequest } from './errors.mjs';

/**
 * A decoded call. `text` tells that values came as text (query, form), so numbers and objects are still strings.
 * @typedef {{name: string, filename: string, type: string, bytes: Buffer}} Upload
 * @typedef {{params: Record<string, unknown>, text: Set<string>, uploads: Map<string, Upload>}} Decoded
 */

/**
 * @param {URL} url
 * @param {string} type the content-type header
 * @param {Buffer} body
 * @returns {Decoded}
 */
export function decode(url, type, body) {
  /** @type {Decoded} */
  const out = { params: {}, text: new Set(), uploads: new Map() };
  const take = (key, value) => {
    out.params[key] = value;
    out.text.add(key);
  };
  for (const [key, value] of url.searchParams) take(key, value);
  if (!body.length) return out;
  if (/^application\/json\b/i.test(type)) {
    let parsed;
    try {
      parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    } catch {
      throw badRequest("can't parse JSON object");
    }
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed))
      throw badRequest("object expected as request body");
    for (const [key, value] of Object.entries(parsed)) {
      out.params[key] = value;
      out.text.delete(key);
    }
  } else if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    for (const [key, value] of new URLSearchParams(body.toString('utf8'))) take(key, value);
  } else if (/^multipart\/form-data\b/i.test(type)) {
    const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
    if (!boundary) throw badRequest('boundary not found in multipart request');
    for (const part of multipart(body, boundary[1] ?? boundary[2])) {
      if (part.filename === null) take(part.name, part.bytes.toString('utf8'));
      else out.uploads.set(part.name, { ...part, filename: part.filename });
    }
  } else {
    throw new ApiError(400, 'Bad Request: unsupported content-type');
  }
  return out;
}

/** @param {Buffer} body @param {string} boundary */
function multipart(body, boundary) {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts = [];
  let at = body.indexOf(delimiter);
  if (at < 0) throw badRequest('multipart body has no part');
  for (;;) {
    at += delimiter.length;
    if (body.subarray(at, at + 2).toString() === '--') return parts;
    at = body.indexOf('\r\n', at) + 2;
    const headEnd = body.indexOf('\r\n\r\n', at);
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), Math.max(at - 2, headEnd));
    if (at < 2 || headEnd < 0 || next < 0) throw badRequest('multipart body ends early');
    const head = body.subarray(at, headEnd).toString('utf8');
    const name = /name="([^"]*)"/i.exec(head.replace(/filename\*?="?[^\r\n]*/i, '')) ?? /\bname=([^;\s]+)/i.exec(head);
    if (!name) throw badRequest('multipart part without a name');
    parts.push({
      name: name[1],
      filename: filename(head),
      type: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1].trim() ?? '',
      bytes: body.subarray(headEnd + 4, next),
    });
    at = next + 2;
  }
}

/** @param {string} head @returns {string | null} */
function filename(head) {
  const extended = /filename\*=(?:UTF-8|utf-8)''([^;\r\n]+)/.exec(head);
  if (extended) return decodeURIComponent(extended[1]);
  const quoted = /filename="((?:[^"\\]|\\.)*)"/i.exec(head) ?? /filename=([^;\r\n]+)/i.exec(head);
  return quoted ? quoted[1].replace(/\\(.)/g, '$1') : null;
}

/**
 * The call as one line of a log of calls: path, query, content type and body as text. File bytes are not kept.
 * @param {string} method @param {URL} url @param {string} type @param {Buffer} body
 */
export function callLine(method, url, type, body) {
  const boundary = /boundary=("?)([^";]+)\1/.exec(type)?.[2];
  const text = boundary
    ? body.toString('latin1').replaceAll(boundary, 'BOUNDARY').replace(/[^\x20-\x7e\r\n]+/g, '…')
    : body.toString('utf8');
  return {
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: type ? { 'content-type': boundary ? type.replace(boundary, 'BOUNDARY') : type } : {},
    body: text,
  };
}
