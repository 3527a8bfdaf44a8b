// One Chromium for a test file; pages with the widget, the closed tree opened so that a test can reach in.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** `expected`: console errors that belong to the test, such as those of a server that is away. */
export async function shop(browser, address, { expected, closed = false, context: made, ...options } = {}) {
  const context =
    made ??
    (await browser.newContext({
      viewport: { width: 1280, height: 860 },
      locale: 'en-GB',
      timezoneId: 'Europe/Warsaw',
      ...options,
    }));
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', error => faults.push(`${error}`));
  page.on('console', message => {
    if (message.type() === 'error' && !expected?.test(message.text())) faults.push(message.text());
  });
  if (!closed) {
    await page.addInitScript(() => {
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        return attach.call(this, { ...init, mode: 'open' });
      };
    });
  }
  await page.goto(address);
  const launcher = page.locator('parley-chat .l');
  if (!closed) await launcher.waitFor();
  const frame = page.frameLocator('parley-chat iframe');
  const open = async () => {
    await launcher.click();
    await frame.locator('main.chat').waitFor();
  };
  const inner = () => page.frames().find(one => one.url().includes('/widget/frame'));
  const say = async text => {
    await frame.locator('.write textarea').fill(text);
    await frame.locator('.write textarea').press('Enter');
  };
  return { context, page, launcher, frame, faults, open, inner, say };
}

export async function axe(frame) {
  await frame.evaluate(axeSource);
  const { violations } = await frame.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }),
  );
  return violations.map(
    one => `${one.id}: ${one.nodes.map(node => `${node.target} ${node.failureSummary}`).join(' | ')}`,
  );
}
