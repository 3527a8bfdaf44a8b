import { conflict } from '../errors.mjs';
import { kinds } from './webhook.mjs';

const answerLimit = 4 * 1024 * 1024;

/** Long polling. */
export const updates = {
  /** @param {import('./context.mjs').Call} call */
  async getUpdates(call) {
    const { state, bot, params } = call;
    const { clock } = state;
    if (bot.webhook.url)
      throw conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
    bot.endPoll?.(conflict('terminated by other getUpdates request; make sure that only one bot instance is running'));
    const allowed = kinds(call);
    if (allowed !== undefined) bot.allowed = allowed;
    confirm(bot, params.offset ?? 0);
    let limit = params.limit >= 1 && params.limit <= 100 ? params.limit : 100;
    let timeout = Math.min(50, Math.max(0, params.timeout ?? 0));
    const since = clock.now() - bot.lastPoll.at;
    if (params.offset === bot.lastPoll.offset && timeout < 3 && since < 3000 && bot.lastPoll.got > 0) {
      timeout = 3;
      if (since < 500) limit = 1;
    }
    bot.lastPoll = { offset: params.offset ?? 0, at: clock.now(), got: 0 };
    let batch = take(state, bot, limit);
    if (!batch.length && timeout) {
      await wait(call, timeout * 1000);
      batch = take(state, bot, limit);
    }
    bot.lastPoll.got = batch.length;
    return batch;
  },
};

/** Everything below the offset is confirmed; a negative one keeps only the last ones. @param {import('../state.mjs').Bot} bot @param {number} offset */
function confirm(bot, offset) {
  if (offset < 0) bot.queue = bot.queue.slice(offset);
  else if (offset > 0) bot.queue = bot.queue.filter((queued) => queued.update.update_id >= offset);
}

/** @param {import('../state.mjs').TelegramState} state @param {import('../state.mjs').Bot} bot @param {number} limit */
function take(state, bot, limit) {
  state.expire(bot);
  const batch = [];
  let size = 0;
  for (const { update } of bot.queue.slice(0, limit)) {
    size += Buffer.byteLength(JSON.stringify(update));
    if (size > answerLimit && batch.length) break;
    batch.push(update);
  }
  return batch;
}

/** Until an update comes, the time is over, another poll takes over, or the caller goes. @param {import('./context.mjs').Call} call @param {number} ms */
function wait({ state, bot, aborted }, ms) {
  return new Promise((resolve, reject) => {
    const finish = (error) => {
      state.clock.clearTimeout(timer);
      bot.wake.delete(woken);
      if (bot.endPoll === ended) bot.endPoll = null;
      if (error) reject(error);
      else resolve(undefined);
    };
    const woken = () => finish(null);
    const ended = (error) => finish(error);
    const timer = state.clock.setTimeout(() => finish(null), ms);
    bot.wake.add(woken);
    bot.endPoll = ended;
    void aborted.then(() => finish(null));
  });
}
