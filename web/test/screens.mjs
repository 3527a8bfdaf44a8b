// node test/screens.mjs OUT: screenshots of every screen against the mock server, for eyes. Also fails on console errors,
// refusals by the content policy and sideways scrolling.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const out = process.argv[2] ?? '/tmp/parley-screens';
const only = process.argv[3];
const port = 8093;
const base = `http://127.0.0.1:${port}`;
mkdirSync(out, { recursive: true });
const server = spawn(
  process.execPath,
  [new URL('mock-server.mjs', import.meta.url).pathname, new URL('../dist', import.meta.url).pathname, String(port)],
  {
    env: { ...process.env, MOCK_SIGNED: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
await new Promise(resolve => server.stdout.once('data', resolve));
const browser = await chromium.launch({
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
const troubles = [];
try {
  const ids = await (await fetch(`${base}/mock/ids`)).json();
  const screens = [
    ['inbox', `/inbox/mine/${ids.marek}`],
    ['list', '/inbox/waiting'],
    ['kinds', `/inbox/mine/${ids.pawel}`],
    ['ru-thread', `/inbox/mine/${ids.anna}`],
    ['closed-window', `/inbox/mine/${ids.lukasz}`],
    ['search', '/inbox/search?q=row'],
    ['stats', '/response?days=30'],
    ['drill', '/response/conversations?figure=first_response&days=7'],
  ];
  for (const width of [1440, 834, 390]) {
    for (const theme of ['light', 'dark']) {
      for (const language of ['en', 'ru', 'pl']) {
        if (theme === 'dark' && language !== 'en') continue;
        const context = await browser.newContext({
          viewport: { width, height: width === 390 ? 844 : 900 },
          colorScheme: theme,
          locale: language,
          timezoneId: 'Europe/Warsaw',
        });
        await context.addInitScript(wanted => localStorage.setItem('parley.language', wanted), language);
        const page = await context.newPage();
        await fetch(`${base}/api/v1/me`, { method: 'PATCH', body: JSON.stringify({ language }) });
        page.on(
          'console',
          message => message.type() === 'error' && troubles.push(`${page.url()} ${width}: ${message.text()}`),
        );
        page.on('pageerror', error => troubles.push(`${page.url()} ${width}: ${error.message}`));
        for (const [name, path] of screens) {
          if (only && !name.includes(only)) continue;
          await page.goto(base + path);
          await page.waitForSelector('main');
          await page.waitForTimeout(450);
          const wide = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (wide > 0) troubles.push(`${name} ${width} ${language}: ${wide} px too wide`);
          await page.screenshot({ path: `${out}/${name}-${width}-${theme}-${language}.png` });
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  server.kill();
}
for (const trouble of new Set(troubles)) console.log(trouble);
console.log(`${new Set(troubles).size} troubles`);
process.exitCode = troubles.length ? 1 : 0;
