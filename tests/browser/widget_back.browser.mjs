// Coming back to the chat: with the frame's storage, without it, and over the end of the server; the form before the
// first word. In real Chromium against the real server.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop, away, until } from './shop.mjs';

/** @type {Shop} */ let shop;
before(async () => {
  shop = await Shop.open();
});
after(() => shop?.close());
afterEach(() => shop.leaveAll());
const kept = (/** @type {any} */ page) => page.evaluate(() => ({ ...localStorage }));

describe('with storage of its own', () => {
  it('keeps history and draft over a reload', async () => {
    const { page, frame, open, say, sent, requests } = await shop.visit(shop.near);
    await open();
    await say('remember me');
    await sent();
    await frame.locator('.write textarea').pressSequentially('half a thou');
    await page.reload();
    await open();
    await frame.getByText('remember me').waitFor();
    assert.equal(await frame.locator('.write textarea').inputValue(), 'half a thou');
    const boots = requests.filter((one) => one.url.includes('/widget/api/boot')).map((one) => JSON.parse(one.body));
    assert.ok(boots.at(-1).token && !boots.at(-1).ticket);
  });

  it('keeps what is written while the server is away, also over a reload, and sends it once', async () => {
    const { page, frame, open, say, sent, shows } = await shop.visit(shop.near, { expected: away });
    await open();
    await say('first');
    await sent();
    const { id } = await shop.conversationOf('first');
    await shop.parley.kill('SIGKILL');
    await say('second');
    await say('third');
    await frame.getByText('No connection. We will send when it is back').waitFor();
    await frame.locator('.under.mine', { hasText: 'Waiting for the connection' }).waitFor();
    await shop.up();
    await page.reload();
    await open();
    await shows(['first', 'second', 'third']);
    await sent();
    assert.deepEqual((await shop.olga.spoken(id)).map((message) => message.text), ['first', 'second', 'third']);
  });

  it('picks up what came while it had no line', async () => {
    const { context, frame, open, say, sent, shows } = await shop.visit(shop.near, { expected: away });
    await open();
    await say('I lose my line');
    await sent();
    const { id } = await shop.conversationOf('I lose my line');
    await context.setOffline(true);
    await shop.parley.restart();
    await shop.olga.listen();
    await frame.getByText('No connection').waitFor();
    assert.equal(await frame.locator('.expect').textContent(), '', 'nothing is promised without a line');
    await shop.answers(id, 'written meanwhile');
    await context.setOffline(false);
    await shows(['I lose my line', 'written meanwhile']);
    await frame.getByText('No connection').waitFor({ state: 'detached' });
    await frame.locator('.expect', { hasText: /./ }).waitFor();
  });

  it('leaves no trace of somebody who only looked', async () => {
    const before = await shop.olga.must('GET', '/contacts');
    const { page, frame, open, inner } = await shop.visit(shop.near);
    await open();
    await frame.getByText('Hi, how can we help?').waitFor();
    await frame.locator('.dot.on').waitFor();
    assert.equal(await inner()?.evaluate(() => localStorage.length), 0);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.deepEqual(await shop.olga.must('GET', '/contacts'), before);
  });

  it('shows a badge and a peek to somebody known, and never again once shut for good', async () => {
    const { page, open, say, sent, launcher } = await shop.visit(shop.near);
    await open();
    await say('tell me when it is ready');
    await sent();
    const { id } = await shop.conversationOf('tell me when it is ready');
    await page.keyboard.press('Escape');
    await shop.answers(id, 'Your bike is ready');
    const peek = page.locator('parley-chat .k');
    await peek.getByText('Your bike is ready').waitFor();
    assert.equal(await launcher.getAttribute('aria-label'), 'Open chat, 1 new message');
    await page.reload();
    await peek.getByText('Your bike is ready').waitFor();
    await peek.getByRole('button', { name: 'Stop showing messages here' }).click();
    const last = await shop.answers(id, 'And your helmet');
    await until(async () => (await page.locator('parley-chat .l b').textContent()) === '2', 'the badge counts');
    assert.equal(await peek.isVisible(), false);
    await open();
    await shop.olga.reaches(id, last.id, ['read']);
    assert.equal(await page.locator('parley-chat .l b').isVisible(), false);
  });
});

describe('where the browser gives the frame no storage', () => {
  it('comes back by ticket, its texts sealed', async () => {
    const { page, frame, open, say, sent, inner, shows, requests } = await shop.visit(shop.far, { expected: away });
    await open();
    const storage = await inner()?.evaluate(() => {
      try {
        return `${typeof localStorage}`;
      } catch {
        return 'blocked';
      }
    });
    assert.equal(storage, 'blocked');
    await say('remember my ticket');
    await sent();
    const { id } = await shop.conversationOf('remember my ticket');
    await shop.parley.kill('SIGKILL');
    await say('a secret plan');
    await frame.getByText('a secret plan').waitFor();
    await frame.locator('.write textarea').pressSequentially('half a thou');
    const shelf = `parley:${shop.channel.key}`;
    await until(async () => 'draft' in JSON.parse((await kept(page))[shelf] ?? '{}'), 'the draft is kept');
    assert.ok(!/secret|remember|thou/.test((await kept(page))[shelf]));
    await shop.up();
    await page.reload();
    await open();
    await shows(['remember my ticket', 'a secret plan']);
    await sent();
    assert.equal(await frame.locator('.write textarea').inputValue(), 'half a thou');
    assert.deepEqual((await shop.olga.spoken(id)).map((message) => message.text), ['remember my ticket', 'a secret plan']);
    const boots = requests.filter((one) => one.url.includes('/widget/api/boot')).map((one) => JSON.parse(one.body));
    assert.ok(boots.at(-1).ticket && !boots.at(-1).token);
  });

  it('loses nothing where the answer to its ticket is lost, or the page is left before it came', async () => {
    const { page, frame, open, say, sent, shows } = await shop.visit(shop.far, { expected: away });
    await open();
    await say('my line is bad');
    await sent();
    const { id } = await shop.conversationOf('my line is bad');
    await frame.locator('.write textarea').pressSequentially('half a thou');
    await until(async () => /draft/.test(JSON.stringify(await kept(page))), 'the draft is kept');
    let lost = 0;
    await page.route('**/widget/api/boot*', async (route) => {
      if (++lost > 2) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await page.reload();
    await open();
    await shows(['my line is bad']);
    assert.equal(lost, 3);
    assert.equal(await frame.locator('.write textarea').inputValue(), 'half a thou');

    let left = false;
    await page.unroute('**/widget/api/boot*');
    await page.route('**/widget/api/boot*', async (route) => {
      await route.fetch();
      left = true;
    });
    await page.reload();
    await until(() => left, 'the ticket is used up');
    await page.unroute('**/widget/api/boot*');
    await page.reload();
    await open();
    await shows(['my line is bad']);
    await frame.locator('.write textarea').press('Enter');
    await shows(['my line is bad', 'half a thou']);
    await sent();
    assert.deepEqual((await shop.olga.spoken(id)).map((message) => message.text), ['my line is bad', 'half a thou']);
  });

  it('shows the ticket that another tab has kept meanwhile, not the one it began with', async () => {
    const one = await shop.visit(shop.far, { expected: away });
    await one.open();
    await one.say('hello from the first tab');
    await one.sent();
    await one.page.reload();
    const shown = [];
    await one.page.route('**/widget/api/boot*', async (route) => {
      shown.push(JSON.parse(route.request().postData() ?? '').ticket);
      if (shown.length > 1) return route.continue();
      // It hears no answer while another tab goes on.
      await one.page.evaluate((shelf) => {
        localStorage[shelf] = JSON.stringify({ ...JSON.parse(localStorage[shelf]), ticket: 'of the other tab' });
      }, `parley:${shop.channel.key}`);
      await route.abort();
    });
    await one.page.reload();
    await until(() => shown.length > 1, 'it tries again');
    assert.notEqual(shown[0], 'of the other tab');
    assert.equal(shown[1], 'of the other tab');
  });

  it('two tabs take turns with the ticket', async () => {
    const one = await shop.visit(shop.far);
    await one.open();
    await one.say('hello from the first tab');
    await one.sent();
    await one.page.close();
    const tabs = await Promise.all([1, 2, 3].map(() => shop.visit(shop.far, { context: one.context })));
    for (const tab of tabs) await tab.frame.locator('.bubble', { hasText: 'hello from the first tab' }).waitFor({ state: 'attached' });
    for (const tab of tabs) assert.deepEqual(tab.faults, []);
  });

  it('a tab whose storage lags behind does not show a ticket that was used', async () => {
    const one = await shop.visit(shop.far);
    await one.open();
    await one.say('hello to all tabs');
    await one.sent();
    const shelf = `parley:${shop.channel.key}`;
    const before = (await kept(one.page))[shelf];
    await one.page.close();
    const bubble = (/** @type {any} */ tab) => tab.frame.locator('.bubble', { hasText: 'hello to all tabs' }).waitFor({ state: 'attached' });
    const first = await shop.visit(shop.far, { context: one.context });
    await bubble(first);
    // What another tab wrote reaches this one's process late: browsers promise nothing of its order with locks.
    await one.context.addInitScript(
      ([name, old]) => {
        if (self !== top) return;
        const real = globalThis.localStorage;
        let reads = 0;
        const lagging = new Proxy(real, {
          get: (_, key) => (key === name && ++reads < 12 ? old : real[/** @type {string} */ (key)]),
          set: (_, key, value) => {
            reads = 12;
            real[/** @type {string} */ (key)] = value;
            return true;
          },
        });
        Object.defineProperty(globalThis, 'localStorage', { get: () => lagging });
      },
      [shelf, before],
    );
    const second = await shop.visit(shop.far, { context: one.context });
    await bubble(second);
    await first.open();
    await first.say('and still here');
    await first.sent();
    for (const tab of [first, second]) assert.deepEqual(tab.faults, []);
  });

  it('starts anew where a ticket is refused', async () => {
    const { page, frame, open, say, sent } = await shop.visit(shop.far, { expected: /401/ });
    await open();
    await say('my ticket is stolen');
    await sent();
    await page.evaluate((shelf) => {
      localStorage[shelf] = JSON.stringify({ ...JSON.parse(localStorage[shelf]), ticket: 'stolen' });
    }, `parley:${shop.channel.key}`);
    await page.reload();
    await open();
    await frame.getByText('Hi, how can we help?').waitFor();
    await say('I am new here');
    await sent();
  });

  it('works from memory and says so where nothing is kept at all', async () => {
    const context = await shop.browser.newContext();
    await context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, {
          get: () => {
            throw new Error('blocked');
          },
        });
    });
    const { frame, open, say, sent, faults } = await shop.visit(shop.far, { context });
    await open();
    await say('I forget everything');
    await sent();
    await frame.getByText('This browser keeps nothing').waitFor();
    assert.deepEqual(faults, []);
  });
});

describe('the form before the first word', () => {
  it('asks once, says what is wrong, and sends profile and consent as it was read', async () => {
    const consent = 'I agree that my data are used to answer me';
    const { key } = await shop.chat({ ask: 'name,contact*', consent, consent_version: '3' });
    const { page, frame, open, sent, requests } = await shop.visit(`${shop.near}?key=${key}`);
    await open();
    await frame.getByRole('button', { name: 'Send message' }).click();
    assert.equal(await frame.locator('.wrong').count(), 3);
    assert.ok(await frame.locator('[name=message]').evaluate((one) => one === document.activeElement));
    await frame.locator('[name=message]').fill('Do you rent by the week?');
    await frame.locator('[name=contact]').fill('anna@post');
    await frame.getByRole('checkbox').check();
    await frame.getByRole('button', { name: 'Send message' }).click();
    await frame.getByText('Write a phone number or an email address').waitFor();
    await frame.locator('[name=contact]').fill('anna@post.pl');
    await frame.getByRole('button', { name: 'Send message' }).click();
    await sent();
    const posted = JSON.parse(requests.find((one) => one.method === 'POST' && one.url.endsWith('/widget/api/messages'))?.body);
    assert.deepEqual([posted.text, posted.profile, posted.consent], ['Do you rent by the week?', { email: 'anna@post.pl' }, { text: consent, version: '3' }]);
    const { id } = await shop.conversationOf('Do you rent by the week?');
    assert.equal((await shop.olga.must('GET', `/conversations/${id}`)).contact_detail.email, 'anna@post.pl');
    await page.reload();
    await open();
    await frame.locator('.write textarea').waitFor();
  });
});
