import { createHmac } from 'node:crypto';

/** JSON in the bytes in which Meta sends and signs it: `\uXXXX` in small letters for all beyond ASCII, `\/` for a slash. @param {any} value */
export const written = (value) =>
  Buffer.from(
    JSON.stringify(value)
      .replaceAll('/', '\\/')
      .replace(/[^\0-~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    'latin1',
  );

/** @param {string} secret @param {Buffer | string} body */
export const signature = (secret, body) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
