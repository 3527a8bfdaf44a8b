import http from 'node:http';
import https from 'node:https';

/**
 * Delivers the updates of one bot to its webhook: one queue a chat, the next update of a queue only after the
 * current one was acknowledged; queues run beside each other, up to max_connections.
 */
export class WebhookDelivery {
  /**
   * @param {import('./state.mjs').TelegramState} state
   * @param {import('./state.mjs').Bot} bot
   * @param {{faults: import('./faults.mjs').Faults, execute: (bot: any, params: any) => void, random?: () => number}} parts
   */
  constructor(state, bot, parts) {
    this.state = state;
    this.bot = bot;
    this.parts = parts;
    this.random = parts.random ?? Math.random;
    /** Each request made, for tests. @type {{update_id: number, at: number, status: number | null, error?: string}[]} */
    this.attempts = [];
    this.inFlight = 0;
    this.timer = null;
    this.stopped = false;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
    this.agentTls = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
    bot.wake.add(() => this.run());
  }
  stop() {
    this.stopped = true;
    this.state.clock.clearTimeout(this.timer);
    this.agent.destroy();
    this.agentTls.destroy();
  }
  /** Starts whatever may start now. */
  run() {
    const { clock } = this.state;
    if (this.stopped || !this.bot.webhook.url) return;
    this.state.expire(this.bot);
    const seen = new Set();
    let soonest = Infinity;
    for (const queued of [...this.bot.queue]) {
      if (seen.has(queued.queue)) continue;
      seen.add(queued.queue);
      if (queued.busy) continue;
      if (queued.at > clock.now()) soonest = Math.min(soonest, queued.at);
      else if (this.inFlight < this.bot.webhook.max_connections) void this.attempt(queued);
    }
    clock.clearTimeout(this.timer);
    if (soonest < Infinity) this.timer = clock.setTimeout(() => this.run(), soonest - clock.now());
  }
  /** @param {import('./state.mjs').Queued} queued */
  async attempt(queued) {
    queued.busy = true;
    this.inFlight++;
    const body = Buffer.from(JSON.stringify(queued.update), 'utf8');
    const hook = this.bot.webhook;
    /** @type {{status: number | null, retryAfter?: string, body?: string, reason?: string, error?: string}} */
    let answer = { status: null };
    try {
      answer = await this.post(hook, body);
    } catch (error) {
      answer = { status: null, error: error instanceof Error ? error.message : String(error) };
    }
    this.attempts.push({ update_id: queued.update.update_id, at: this.state.clock.now(), status: answer.status, ...(answer.error ? { error: answer.error } : {}) });
    const delivered = answer.status !== null && answer.status >= 200 && answer.status < 300;
    if (delivered && this.parts.faults.duplicateUpdates > 0) {
      this.parts.faults.duplicateUpdates--;
      await this.post(hook, body).catch(() => null);
    }
    this.inFlight--;
    queued.busy = false;
    if (this.stopped) return;
    if (delivered) this.done(queued, answer.body ?? '');
    else this.failed(queued, answer);
    this.run();
  }
  /** @param {import('./state.mjs').Queued} queued @param {string} body */
  done(queued, body) {
    this.bot.queue = this.bot.queue.filter((other) => other !== queued);
    delete this.bot.webhook.goneSince;
    if (!body.trim().startsWith('{')) return;
    try {
      const call = JSON.parse(body);
      if (typeof call.method === 'string') this.parts.execute(this.bot, call);
    } catch {
      this.state.violation('webhook', 'the answer to an update is not valid JSON');
    }
  }
  /** @param {import('./state.mjs').Queued} queued @param {{status: number | null, retryAfter?: string, reason?: string, error?: string}} answer */
  failed(queued, answer) {
    const { clock } = this.state;
    const hook = this.bot.webhook;
    hook.last_error_date = this.state.seconds();
    hook.last_error_message = answer.status ? `Wrong response from the webhook: ${answer.status} ${answer.reason ?? ''}`.trim() : answer.error ?? 'Connection timed out';
    if (answer.status === 410) {
      hook.goneSince ??= clock.now();
      if (clock.now() - hook.goneSince >= 23 * 3600 * 1000) hook.url = '';
    } else {
      delete hook.goneSince;
    }
    queued.at = clock.now() + this.delay(queued.tries++, answer.retryAfter);
    if (queued.at > queued.expires) this.bot.queue = this.bot.queue.filter((other) => other !== queued);
  }
  /** Milliseconds to the next try. @param {number} tries failed before this one @param {string} [retryAfter] */
  delay(tries, retryAfter) {
    if (retryAfter !== undefined && /^\d+$/.test(retryAfter) && Number(retryAfter) <= 3600) return Number(retryAfter) * 1000;
    if (tries === 0) return 0;
    const cap = 60_000 + Math.floor(this.random() * 60_000);
    return Math.min(2 ** tries * 1000, cap);
  }
  /**
   * @param {import('./state.mjs').Webhook} hook @param {Buffer} body
   * @returns {Promise<{status: number, retryAfter?: string, body: string, reason?: string}>}
   */
  post(hook, body) {
    const url = new URL(hook.url);
    const tls = url.protocol === 'https:';
    const headers = { 'content-type': 'application/json', 'content-length': body.length, 'accept-encoding': 'gzip, deflate' };
    if (hook.secret_token) headers['x-telegram-bot-api-secret-token'] = hook.secret_token;
    return new Promise((resolve, reject) => {
      const request = (tls ? https : http).request(url, { method: 'POST', headers, agent: tls ? this.agentTls : this.agent, timeout: 55_000 }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, reason: response.statusMessage, retryAfter: response.headers['retry-after'], body: Buffer.concat(parts).toString('utf8') }));
      });
      request.on('timeout', () => request.destroy(new Error('Connection timed out')));
      request.on('error', reject);
      request.end(body);
    });
  }
}
