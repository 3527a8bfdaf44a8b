import { startTelegramFake } from '../../fakes/telegram/server.mjs';
import { until } from './until.mjs';

/**
 * A bot of the fake joined to the server as a channel.
 * @param {import('../harness.mjs').Parley} parley @param {import('../../fakes/telegram/server.mjs').TelegramFake} fake
 * @param {'webhook' | 'poll'} mode
 */
export async function joinTelegram(parley, fake, mode) {
  const bot = fake.addBot();
  const channel = await parley.addChannel('telegram', `Telegram ${mode}`, { token: bot.token, secret: 'e2e-secret_1', mode, api_base: fake.url });
  if (mode === 'webhook') await until(() => bot.webhook.url === channel.hook_url, `setWebhook with ${channel.hook_url}`);
  else await until(() => fake.calls.some((call) => /\/getUpdates$/i.test(call.path) && call.path.includes(bot.token)), 'long polling has begun');
  return { bot, channel };
}

export { startTelegramFake };
