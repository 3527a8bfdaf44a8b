// node widget_screenshots.mjs [FOLDER]: pictures of the chat in each of its states, for eyes: two widths, both themes, three languages.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Shop, until } from './shop.mjs';

const out = resolve(process.argv[2] ?? fileURLToPath(new URL('../../build/screenshots', import.meta.url)));
mkdirSync(out, { recursive: true });
const said = {
  en: ['Which Trail 29 size fits 184 cm? And can I try it on Saturday?', 'At 184 cm take the L. We have one free for a test ride: https://nordwind.example/trail-29', 'Saturday at ten is fine. Here is my old one', 'And a helmet'],
  ru: ['Какой размер Trail 29 подойдёт на рост 184 см? И можно ли проехать в субботу?', 'На 184 см берите L. Один свободен для пробной поездки: https://nordwind.example/trail-29', 'В субботу в десять подходит. Вот мой старый', 'И шлем'],
  pl: ['Jaki rozmiar Trail 29 na 184 cm wzrostu? Czy mogę go wypróbować w sobotę?', 'Przy 184 cm polecam L. Jeden jest wolny na jazdę próbną: https://nordwind.example/trail-29', 'Sobota o dziesiątej pasuje. Tu mój stary', 'I kask'],
};
const consent = { consent: 'I agree that Nordwind Bikes uses these details to answer me.', consent_ru: 'Я согласен с тем, что Nordwind Bikes использует эти данные, чтобы мне ответить.', consent_pl: 'Zgadzam się, aby Nordwind Bikes użył tych danych, by mi odpowiedzieć.' };
const away = /ERR_|WebSocket|status of 4/;

const shop = await Shop.open();
/** A picture in the browser's own drawing. @param {any} page */
const picture = async (page) => Buffer.from(await page.evaluate(() => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 400];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const sky = pen.createLinearGradient(0, 0, 640, 400);
  sky.addColorStop(0, '#d8ebe3');
  sky.addColorStop(1, '#f6e7c8');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 640, 400);
  pen.strokeStyle = '#1A6652';
  pen.lineWidth = 12;
  for (const x of [200, 440]) pen.beginPath(), pen.arc(x, 260, 90, 0, 7), pen.stroke();
  pen.beginPath(), pen.moveTo(200, 260), pen.lineTo(290, 130), pen.lineTo(420, 130), pen.lineTo(320, 260), pen.lineTo(200, 260), pen.stroke();
  return canvas.toDataURL('image/png').split(',')[1];
}), 'base64');

try {
  const form = await shop.chat({ ask: 'name,contact*', ...consent });
  const me = (await shop.olga.must('GET', '/users')).items.find((/** @type {any} */ one) => one.name === 'Olga Petrova');
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark']) {
      for (const [language, [question, answer, reply, last]] of Object.entries(said)) {
        const look = { viewport: { width, height: width === 390 ? 780 : 860 }, colorScheme, reducedMotion: 'reduce', expected: away, ...(width === 390 ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}) };
        const shoot = (/** @type {any} */ page, /** @type {string} */ name) => page.screenshot({ path: join(out, `widget-${name}-${width}-${colorScheme}-${language}.png`) });
        const fresh = async (/** @type {string} */ query = '') => shop.visit(`${shop.near}?lang=${language}${query}`, look);

        const one = await fresh();
        await shoot(one.page, 'closed');
        await one.open();
        await one.frame.locator('.start').waitFor();
        await shoot(one.page, 'empty');
        await one.say(question);
        const { id } = await shop.conversationOf(question);
        await shop.answers(id, answer);
        await one.frame.getByText('trail-29').waitFor();
        await one.say(reply);
        await one.inner()?.locator('input[type=file]').setInputFiles([{ name: 'bike.png', mimeType: 'image/png', buffer: await picture(one.page) }, { name: 'order-4711.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(184_000) }]);
        await one.frame.locator('.picture img').waitFor();
        await one.frame.locator('a.file').waitFor();
        shop.olga.tell({ type: 'typing', conversation_id: id, on: true });
        await one.frame.locator('.dots').waitFor();
        await shoot(one.page, 'talk');
        shop.olga.tell({ type: 'typing', conversation_id: id, on: false });
        await one.frame.locator('.dots').waitFor({ state: 'detached' });
        await shop.olga.must('PATCH', `/channels/${shop.channel.id}`, { enabled: false });
        await one.say(last);
        await one.frame.locator('.under.bad').waitFor();
        await shoot(one.page, 'refused');
        await shop.olga.must('PATCH', `/channels/${shop.channel.id}`, { enabled: true });
        await one.frame.locator('.under.bad button').last().click();
        await one.context.setOffline(true);
        await one.say(last);
        await one.frame.locator('.notice').waitFor();
        await shoot(one.page, 'offline');
        await one.context.setOffline(false);
        await one.frame.locator('.notice').waitFor({ state: 'detached' });
        await until(async () => (await shop.olga.spoken(id)).at(-1)?.text === last, 'it is sent');
        await one.frame.locator('.head > button').click();
        await shop.answers(id, answer);
        await one.page.locator('parley-chat .k').getByText('trail-29').waitFor();
        await shoot(one.page, 'peek');
        await one.context.close();

        const asked = await fresh(`&key=${form.key}`);
        await asked.open();
        await asked.frame.locator('.form').waitFor();
        await shoot(asked.page, 'form');
        await asked.frame.locator('[name=contact]').fill('anna.k@post');
        await asked.frame.locator('.go').click();
        await asked.frame.locator('.wrong').first().waitFor();
        await shoot(asked.page, 'form-wrong');
        await asked.context.close();

        await shop.olga.must('PATCH', `/users/${me.id}`, { capacity: 0 });
        const busy = await fresh();
        await busy.open();
        await busy.frame.locator('.start').waitFor();
        await shoot(busy.page, 'busy');
        await busy.context.close();
        await shop.olga.must('PATCH', `/users/${me.id}`, { capacity: me.capacity });
        shop.olga.tell({ type: 'presence', state: 'away' });
        await until(async () => (await shop.olga.must('GET', '/users')).items.find((/** @type {any} */ user) => user.id === me.id).presence === 'away', 'away');
        const gone = await fresh(`&key=${form.key}`);
        await gone.open();
        await gone.frame.locator('.form').waitFor();
        await shoot(gone.page, 'away');
        await gone.context.close();
        const week = Array.from({ length: 7 }, (_, day) => (day === new Date(Date.now() + 24 * 3600_000).getDay() ? [['09:00', '18:00']] : []));
        await shop.olga.must('PATCH', '/settings', { calendar: { zone: 'Europe/Warsaw', week: [...week.slice(1), week[0]] } });
        const closed = await fresh(`&key=${form.key}`);
        await closed.open();
        await closed.frame.locator('.form').waitFor();
        await shoot(closed.page, 'out-of-hours');
        await closed.context.close();
        await shop.olga.must('PATCH', '/settings', { calendar: null });
        shop.olga.tell({ type: 'presence', state: 'online' });
        await until(async () => (await shop.olga.must('GET', '/users')).items.find((/** @type {any} */ user) => user.id === me.id).presence === 'online', 'online');
      }
    }
  }
  console.log(out);
} finally {
  await shop.close();
}
