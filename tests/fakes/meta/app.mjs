import { createHmac, randomBytes } from 'node:crypto';
import { bad, GraphError } from './errors.mjs';
import { names, only } from './params.mjs';

/** @typedef {{url: string, word: string, fields: string[]}} Hook where an object's events go */

/** An app of the business: what signs deliveries and what tokens belong to. */
export class App {
  /** @param {{id: string, secret: string, name?: string}} facts */
  constructor({ id, secret, name = 'Parley demo' }) {
    this.id = id;
    this.secret = secret;
    this.name = name;
    /** The login `instagram` has an id and a secret of its own, and may have a webhook of its own. */ this.instagramId = '';
    this.instagramSecret = '';
    /** @type {Hook | null} */ this.instagramHook = null;
    /** May a person answer for seven days? */ this.humanAgent = false;
    /** Subscriptions by object: `page`, `instagram`. @type {Map<string, Hook>} */ this.hooks = new Map();
  }
  /** With which the app speaks for itself. */
  get token() {
    return `${this.id}|${this.secret}`;
  }
}

/** @param {string} secret @param {string} token */
export const proofOf = (secret, token) => createHmac('sha256', secret).update(token).digest('hex');

/** Agrees on a webhook. @param {string} url @param {unknown} word */
export async function shakeHands(url, word) {
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) throw bad('The parameter callback_url is required.');
  if (typeof word !== 'string' || !word) throw bad('The parameter verify_token is required.');
  const challenge = String(1_000_000_000 + (randomBytes(4).readUInt32BE() % 1_000_000_000));
  const ask = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': word });
  const answer = await fetch(`${url}${url.includes('?') ? '&' : '?'}${ask}`, { redirect: 'manual' }).catch(() => null);
  if (answer?.status !== 200 || (await answer.text()) !== challenge) throw new GraphError(2200);
}

/**
 * GET, POST and DELETE of /{APP}/subscriptions.
 * @param {App} app @param {string} method @param {Record<string, any>} params @param {{object: string, fields: string[]}} kind what may be subscribed to
 */
export async function subscriptions(app, method, params, kind) {
  if (method === 'GET') {
    only(params, [], 'subscriptions');
    return { data: [...app.hooks].map(([object, hook]) => ({ object, callback_url: hook.url, active: true, fields: hook.fields.map((name) => ({ name, version: 'v25.0' })) })) };
  }
  if (method !== 'POST' && method !== 'DELETE') throw new GraphError(100, 33);
  only(params, method === 'POST' ? ['object', 'callback_url', 'verify_token', 'fields', 'include_values'] : ['object', 'fields'], 'subscriptions');
  if (params.object !== kind.object) throw bad(`Param object must be one of {${kind.object}}`);
  if (method === 'DELETE') {
    const hook = app.hooks.get(kind.object);
    if (params.fields === undefined) app.hooks.delete(kind.object);
    else if (hook) {
      const less = names(params.fields, kind.fields, 'fields');
      hook.fields = hook.fields.filter((one) => !less.includes(one));
    }
    return { success: true };
  }
  const fields = names(params.fields, kind.fields, 'fields');
  await shakeHands(params.callback_url, params.verify_token);
  app.hooks.set(kind.object, { url: params.callback_url, word: params.verify_token, fields });
  return { success: true };
}

/** What /debug_token says of a token. @param {App} app who asks @param {import('./asset.mjs').Token | undefined} token @param {number} now */
export function debugToken(app, token, now) {
  if (!token) return { data: { error: { code: 190, message: 'Invalid OAuth access token.' }, is_valid: false, scopes: [] } };
  if (token.app !== app) throw bad('The App_id in the input_token did not match the Viewing App');
  const wrong = token.wrong(now);
  return {
    data: {
      app_id: app.id, type: 'PAGE', application: app.name, data_access_expires_at: 0,
      ...(wrong ? { error: { code: 190, message: wrong.message, subcode: wrong.subcode } } : {}),
      expires_at: token.until === Infinity ? 0 : Math.floor(token.until / 1000), is_valid: !wrong, issued_at: Math.floor(token.issued / 1000), profile_id: token.asset.tokenProfile,
      scopes: [...token.scopes], user_id: '7900000000000001',
    },
  };
}
