import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Bodies above this are signed by the hex of their SHA-256 instead of themselves. */
export const largeBody = 1024 * 1024;

/** @param {string} secret whsec_ and base64 */
function keyOf(secret) {
  if (!secret.startsWith('whsec_')) throw new Error('a secret starts with whsec_');
  return Buffer.from(secret.slice(6), 'base64');
}

/** @param {string} secret @param {string} id @param {string | number} timestamp @param {Buffer | string} body */
export function sign(secret, id, timestamp, body) {
  return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

/**
 * The headers of a signed request.
 * @param {string[]} secrets one signature each @param {string} id @param {number} now seconds @param {Buffer} body
 */
export function signedHeaders(secrets, id, now, body) {
  const large = body.length > largeBody;
  const hash = createHash('sha256').update(body).digest('hex');
  const signature = secrets.map((secret) => sign(secret, id, now, large ? hash : body)).join(' ');
  return {
    'webhook-id': id, 'webhook-timestamp': String(now), 'webhook-signature': signature, ...(large ? { 'content-sha256': hash } : {}),
  };
}

/**
 * Whether a signed request may be believed; the reason if not.
 * @param {string[]} secrets @param {Record<string, any>} headers lower-case @param {Buffer | string} body @param {number} now seconds
 * @returns {null | 'missing_header' | 'bad_signature' | 'stale_timestamp'}
 */
export function refuse(secrets, headers, body, now) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': list } = headers;
  if (!id || !timestamp || !list) return 'missing_header';
  const given = list.split(' ').filter((one) => one.startsWith('v1,')).map((one) => Buffer.from(one));
  const right = secrets.map((secret) => Buffer.from(sign(secret, id, timestamp, body)));
  const match = given.some((one) => right.some((other) => one.length === other.length && timingSafeEqual(one, other)));
  if (!match) return 'bad_signature';
  if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > 300) return 'stale_timestamp';
  return null;
}
