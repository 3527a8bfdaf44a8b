import { startTelegramFake } from './server.mjs';

const usage = 'usage: node main.mjs [--port N] [--webhooks local|cloud] [--token TOKEN]';
const args = process.argv.slice(2);
const options = { port: '0', webhooks: 'local', token: '' };
while (args.length) {
  const key = args.shift()?.replace(/^--/, '') ?? '';
  const value = args.shift();
  if (!(key in options) || value === undefined) {
    console.error(usage);
    process.exit(2);
  }
  options[key] = value;
}
const fake = await startTelegramFake({ port: Number(options.port), webhookRule: options.webhooks === 'cloud' ? 'cloud' : 'local' });
const bot = fake.addBot(options.token ? { token: options.token } : {});
console.log(`listening on ${fake.url}`);
console.log(`bot token ${bot.token}`);
