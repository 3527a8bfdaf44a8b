import { badRequest, conflict, tooManyRequests } from '../errors.mjs';
import { updateKinds } from '../state.mjs';
import { effect } from './context.mjs';

/** Where updates go. */
export const webhook = {
  /** @param {import('./context.mjs').Call} call */
  setWebhook(call) {
    const { state, bot, params } = call;
    if (params.url === '') return webhook.deleteWebhook(call);
    checkUrl(call, params.url);
    checkSecret(params.secret_token);
    if (params.max_connections !== undefined && (params.max_connections < 1 || params.max_connections > 100))
      throw badRequest('max_connections must be between 1 and 100');
    const allowed = kinds(call);
    const hook = bot.webhook;
    const same = hook.url === params.url && hook.secret_token === (params.secret_token ?? '') &&
      hook.max_connections === (params.max_connections ?? 40) && (allowed === undefined || String(allowed) === String(bot.allowed));
    if (!same && state.clock.now() - hook.setAt < 1000) throw tooManyRequests(1);
    if (allowed !== undefined) bot.allowed = allowed;
    if (params.drop_pending_updates) bot.queue = [];
    bot.endPoll?.(conflict('terminated by setWebhook request'));
    effect(call, 'webhook', { url: params.url });
    if (same) return new Described('Webhook is already set');
    bot.webhook = {
      url: params.url, secret_token: params.secret_token ?? '', max_connections: params.max_connections ?? 40,
      has_custom_certificate: Boolean(params.certificate), setAt: state.clock.now(),
    };
    for (const queued of bot.queue) Object.assign(queued, { at: state.clock.now(), tries: 0 });
    call.delivery.run();
    return new Described('Webhook was set');
  },
  /** @param {import('./context.mjs').Call} call */
  deleteWebhook(call) {
    const { bot, params } = call;
    if (params.drop_pending_updates) bot.queue = [];
    const had = bot.webhook.url !== '';
    bot.webhook = { ...bot.webhook, url: '', secret_token: '', setAt: -Infinity };
    effect(call, 'webhook', { url: '' });
    return new Described(had ? 'Webhook was deleted' : 'Webhook is already deleted');
  },
  /** @param {import('./context.mjs').Call} call */
  getWebhookInfo({ state, bot }) {
    state.expire(bot);
    const { url, has_custom_certificate, max_connections, last_error_date, last_error_message } = bot.webhook;
    return {
      url, has_custom_certificate, pending_update_count: bot.queue.length,
      ...(url ? { max_connections, ip_address: '127.0.0.1' } : {}),
      ...(last_error_date ? { last_error_date, last_error_message } : {}),
      ...(bot.allowed.length ? { allowed_updates: bot.allowed } : {}),
    };
  },
};

/** A plain `true` with a description beside it. */
export class Described {
  /** @param {string} description */
  constructor(description) {
    this.description = description;
  }
}

/** The list of kinds to let through; undefined keeps the previous. @param {import('./context.mjs').Call} call */
export function kinds(call) {
  const list = call.params.allowed_updates;
  if (list === undefined) return undefined;
  if (!Array.isArray(list) || list.some((kind) => typeof kind !== 'string')) throw badRequest("can't parse allowed updates");
  for (const kind of list) if (!updateKinds.includes(kind)) call.violation(`allowed_updates names an unknown kind "${kind}"`);
  return list.filter((kind) => updateKinds.includes(kind));
}

/** @param {import('./context.mjs').Call} call @param {string} text */
function checkUrl(call, text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw badRequest('invalid webhook URL specified');
  }
  if (call.webhookRule === 'local') {
    if (!/^https?:$/.test(url.protocol)) throw badRequest('invalid webhook URL specified');
    return;
  }
  if (url.protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!['', '443', '80', '88', '8443'].includes(url.port)) throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  if (/^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.|\[)/.test(url.hostname)) throw badRequest('bad webhook: IP address is reserved');
}

/** @param {string | undefined} secret */
function checkSecret(secret) {
  if (secret === undefined) return;
  if (secret.length > 256) throw badRequest('secret token is too long');
  if (!/^[\w-]*$/.test(secret)) throw badRequest('secret token contains unallowed characters');
}
