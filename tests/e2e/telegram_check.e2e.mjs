import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

/** What a check of the channel looks at, and what it puts right. */
for (const mode of /** @type {('webhook' | 'poll')[]} */ (['webhook', 'poll']))
  describe(`the check of a Telegram channel by ${mode}`, () => {
    /** @type {import('./harness.mjs').Parley} */ let parley;
    /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
    /** @type {import('./harness.mjs').Operator} */ let olga;
    /** @type {any} */ let bot;
    /** @type {any} */ let channel;
    before(async () => {
      fake = await startTelegramFake();
      parley = await startParley();
      olga = await parley.operator({ role: 'admin' });
      ({ bot, channel } = await joinTelegram(parley, fake, mode));
    });
    after(async () => {
      await parley?.stop();
      await fake?.close();
    });
    const check = () => olga.must('POST', `/channels/${channel.id}/test`, {});
    const hook = () => (mode === 'webhook' ? channel.hook_url : '');
    /** @param {any} health */
    const steps = ({ steps }) => steps.map((/** @type {any} */ one) => `${one.name}:${one.ok}`);

    test('looks at the token, the webhook, personal accounts and groups', async () => {
      const health = await check();
      assert.deepEqual(steps(health), ['token:true', 'webhook:true', 'business:true', 'groups:true']);
      assert.match(health.steps[3].detail, /Group Privacy/);
      assert.equal(bot.webhook.url, hook());
      bot.user.can_connect_to_business = false;
      bot.user.can_read_all_group_messages = true;
      const other = await check();
      assert.ok(other.ok);
      assert.match(other.steps[2].detail, /Business Mode/);
      assert.equal(other.steps[3].detail, '');
    });

    test('a webhook that was taken away, or set elsewhere, is put right, and what came meanwhile arrives', async () => {
      for (const [url, name] of [['', 'Gone'], ['https://other.example/secret-path', 'Elsewhere']]) {
        if (url === hook()) continue;
        bot.webhook = { ...bot.webhook, url, setAt: -Infinity };
        const person = fake.person({ first_name: name });
        bot.queue.length = 0;
        const health = await check();
        assert.ok(health.ok, health.detail);
        assert.ok(!JSON.stringify(health).includes('secret-path'), 'what belongs to another is not shown');
        assert.equal(bot.webhook.url, hook());
        person.start(bot);
        person.write(bot, 'do you hear me?');
        await olga.conversationOf(name);
      }
    });

    test('a revoked token is the step that is wrong', async () => {
      fake.revoke(bot);
      const health = await check();
      assert.deepEqual(steps(health), ['token:false']);
      await until(async () => (await olga.must('GET', '/channels')).items.find((/** @type {any} */ one) => one.id === channel.id).state === 'degraded', 'the channel says so');
      fake.renew(bot);
      await olga.must('PATCH', `/channels/${channel.id}`, { settings: { token: bot.token } });
      assert.ok((await check()).ok);
      assert.equal(bot.webhook.url, hook());
    });

    test('no call was against the rules of the fake', () => {
      assert.deepEqual(fake.violations, []);
    });
  });
