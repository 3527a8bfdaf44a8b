// What Telegram's samples become in the real server: each is told in the order of their numbers, and what changed in the inbox with it is
// compared with what stands here for it. By a webhook and by polling the same.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { jpeg, ogg, pdf, png, webp } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { quarantined } from './harness/settled.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

const folder = new URL('../fixtures/telegram/', import.meta.url);
const fixture = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder).map((name) => name.replace('.json', '')).filter((name) => fixture(name).update_id)
  .sort((a, b) => fixture(a).update_id - fixture(b).update_id);

const connection = 'wDq1XkZ9SEkJAAAADemoConn01', account = `${connection}:5001000101`;
const anna = ':5001000101', olena = ':5001000102', leila = ':5001000103', council = ':-1001000000555';
const at = (/** @type {number} */ seconds) => new Date(seconds * 1000).toISOString();
const waiting = (/** @type {string} */ contact) => ({ contact, cannot: null, waits: true });
/** Whoever the conversation is with; the thread says who it is. */
const theirs = { by: 'contact', direction: 'inbound' };
const byMarek = { by: 'operator Marek Wiśniewski', direction: 'outbound', kind: 'text' };
const away = 'disconnected';

/**
 * What each changes: messages and lines by their names on the platform, conversations by their contact where anything but their last message
 * is another than before; nothing else may change. `also` looks at what is shown elsewhere.
 * @typedef {{messages?: Record<string, any>, lines?: any[], conversations?: any[], kept?: number, first?: any[], also?: (world: World, update: any) => Promise<unknown>}} Expected
 * @type {Record<string, Expected>}
 */
const expected = {
  message_text_entities: {
    messages: {
      [`${olena}:41`]: {
        ...theirs, kind: 'text', text: 'Привіт! 👩‍👩‍👧‍👦 Скільки коштує доставка? Пишіть на info@example.com або https://shop.example.com/кошик #доставка',
        content: { marks: [{ type: 'bold', offset: 20, length: 14 }] },
      },
    },
    conversations: [waiting('Олена Коваль')],
  },
  message_start_deeplink: {
    lines: [{ activity: 'started', source: 'ad_spring26_A-17' }], conversations: [{ contact: 'Anna Nowak', cannot: null, waits: false }],
  },
  message_start_plain: { lines: [{ activity: 'started' }], conversations: [{ contact: '', cannot: null, waits: false }] },
  message_photo_caption: {
    messages: {
      [`${anna}:42`]: {
        ...theirs, kind: 'image', text: 'Zażółć gęślą jaźń – czy to jest dostępne? 🧑🏽‍💻', content: { marks: [{ type: 'italic', offset: 32, length: 8 }] },
        files: ['image photo.jpg 1280x960'],
      },
    },
    conversations: [waiting('Anna Nowak')],
    also: async ({ olga, conversation }) => {
      const { lead_detail: lead } = await olga.must('GET', `/conversations/${(await conversation('Anna Nowak')).id}`);
      assert.equal(lead.first_touch.ref, 'ad_spring26_A-17', 'the source of her lead is the link');
    },
  },
  message_album_part1: {
    messages: { [`${anna}:43`]: { ...theirs, kind: 'image', text: 'Dwa zdjęcia uszkodzonej paczki 📦', files: ['image photo.jpg 800x800'] } },
  },
  message_album_part2: {
    messages: {
      [`${anna}:43`]: { ...theirs, kind: 'image', text: 'Dwa zdjęcia uszkodzonej paczki 📦', files: ['image photo.jpg 800x800', 'image photo.jpg 800x800'] },
    },
  },
  message_document: {
    messages: { [`${anna}:45`]: { ...theirs, kind: 'file', text: 'Proszę o podpis', files: ['file Umowa najmu – wersja końcowa (2).pdf'] } },
  },
  message_voice: { messages: { [`${olena}:46`]: { ...theirs, kind: 'voice', text: '', files: ['voice voice.ogg 7000 ms'] } } },
  message_video: {
    messages: {
      [`${olena}:47`]: { ...theirs, kind: 'video', text: '', files: ['video IMG_0042.MOV 1080x1920 14000 ms, not fetched: file is too big: Telegram gives files up to 20 MB to bots'] },
    },
  },
  message_video_note: { messages: { [`${olena}:48`]: { ...theirs, kind: 'video', text: '', files: ['video video.mp4 384x384 11000 ms'] } } },
  message_animation: { messages: { [`${anna}:49`]: { ...theirs, kind: 'video', text: '', files: ['video hello.gif.mp4 480x270 3000 ms'] } } },
  message_sticker: {
    messages: { [`${leila}:50`]: { ...theirs, kind: 'sticker', text: '', content: { emoji: '👋🏿' }, files: ['sticker sticker.webp 1x1'] } },
    conversations: [waiting('ليلى')],
  },
  message_contact_own: {
    messages: {
      [`${anna}:51`]: {
        ...theirs, kind: 'contact', text: '',
        content: { name: 'Anna Nowak', phone: '+447700900123', own: true, quoted: { text: 'Podaj numer telefonu', author: 'Parley Demo', part: false, story: false } },
      },
    },
    also: async ({ phone }) => assert.deepEqual(await phone('Anna Nowak'), ['+447700900123', true]),
  },
  message_contact_foreign: {
    messages: { [`${anna}:52`]: { ...theirs, kind: 'contact', text: '', content: { name: 'Jan Kowalski – hydraulik', phone: '+12025550143', own: false } } },
    also: async ({ phone }) => assert.deepEqual(await phone('Anna Nowak'), ['+447700900123', true], 'somebody else\'s card'),
  },
  message_location_live: { messages: { [`${olena}:53`]: { ...theirs, kind: 'location', text: '', content: { latitude: 50.450001, longitude: 30.523333 } } } },
  message_venue: {
    messages: {
      [`${anna}:54`]: { ...theirs, kind: 'location', text: '', content: { latitude: 52.229676, longitude: 21.012229, title: 'Kawiarnia „Pod Różą”', address: 'ul. Przykładowa 7, Warszawa' } },
    },
  },
  message_reply_quote_rtl: {
    messages: {
      [`${leila}:55`]: { ...theirs, kind: 'text', text: 'متى يصل الطلب؟ 🚚 شكراً', content: { quoted: { text: '1042', author: 'Parley Demo', part: true, story: false } } },
    },
  },
  message_forward_hidden_user: {
    messages: { [`${anna}:56`]: { ...theirs, kind: 'text', text: 'Czy znacie dobrego hydraulika?', content: { forwarded_from: 'Sąsiadka z 3. piętra' } } },
  },
  message_forward_channel: { messages: { [`${anna}:57`]: { ...theirs, kind: 'text', text: 'Promocja do piątku!', content: { forwarded_from: 'Demo News' } } } },
  message_web_app_data: {
    messages: {
      [`${anna}:58`]: {
        ...theirs, kind: 'interaction', text: 'Otwórz formularz',
        content: {
          title: 'Otwórz formularz', payload: '{"slot":"2026-09-01T10:00:00Z","staff":3}', form: [{ name: 'slot', value: '2026-09-01T10:00:00Z' }, { name: 'staff', value: '3' }],
        },
      },
    },
  },
  edited_message: {
    messages: {
      [`${olena}:41`]: {
        ...theirs, kind: 'text', text: 'Привіт! Скільки коштує доставка до Львова?', edited: at(1788000180),
        content: {
          before: [{
            text: 'Привіт! 👩‍👩‍👧‍👦 Скільки коштує доставка? Пишіть на info@example.com або https://shop.example.com/кошик #доставка',
            until: at(1788000180), marks: [{ type: 'bold', offset: 20, length: 14 }],
          }],
        },
      },
    },
  },
  callback_query: {
    messages: { 'cb:21478837123456789': { ...theirs, kind: 'interaction', text: 'Tak ✅', content: { title: 'Tak ✅', payload: 'csat:1042:5' } } },
    also: ({ rests }, update) => rests(update.callback_query.id),
  },
  callback_query_inaccessible: {
    messages: { 'cb:21478837123456790': { ...theirs, kind: 'interaction', text: 'menu:orders', content: { title: 'menu:orders', payload: 'menu:orders' } } },
    also: ({ rests }, update) => rests(update.callback_query.id),
  },
  my_chat_member_blocked: { conversations: [{ contact: 'Anna Nowak', cannot: 'blocked', waits: true }] },
  my_chat_member_unblocked: { conversations: [waiting('Anna Nowak')] },
  group_message_topic: {
    messages: {
      [`${council}:901`]: { by: 'contact Anna Nowak', direction: 'inbound', kind: 'text', text: '@parley_demo_bot kiedy zebranie?', content: { author_name: 'Anna Nowak' } },
    },
    conversations: [waiting('Rada Osiedla 🏘️')],
  },
  group_message_anonymous_admin: {
    messages: {
      [`${council}:902`]: { by: 'contact Zarząd', direction: 'inbound', kind: 'text', text: 'Zebranie w czwartek o 18:00', content: { author_name: 'Zarząd' } },
    },
    conversations: [waiting('Rada Osiedla 🏘️')],
    also: async ({ olga }) => assert.equal((await olga.conversations()).filter((one) => one.contact.name === 'Rada Osiedla 🏘️').length, 2, 'the topic and the rest'),
  },
  group_migrated_to_supergroup: {
    first: [{ message: { message_id: 16, from: { id: 5001000101, first_name: 'Anna', last_name: 'Nowak' }, chat: { id: -100200300, title: 'Mała grupa', type: 'group' }, date: 1788000285, text: 'Kto jest?' } }],
    also: async ({ olga, conversation, give }) => {
      await give({ message: { message_id: 1, from: { id: 5001000101, first_name: 'Anna', last_name: 'Nowak' }, chat: { id: -1001000000556, title: 'Mała grupa', type: 'supergroup' }, date: 1788000295, text: 'I tutaj?' } });
      assert.deepEqual((await olga.spoken((await conversation('Mała grupa')).id)).map((one) => one.text), ['Kto jest?', 'I tutaj?'], 'it goes on in its conversation');
    },
  },
  message_reaction: {
    messages: {
      [`${council}:901`]: {
        by: 'contact Anna Nowak', direction: 'inbound', kind: 'text', text: '@parley_demo_bot kiedy zebranie?', content: { author_name: 'Anna Nowak' }, reactions: ['👍 Олена Коваль'],
      },
    },
  },
  business_connection_enabled: { also: async ({ channel }) => assert.match((await channel()).join(': '), /^ok: Connected to @/) },
  business_connection_readonly: { also: async ({ channel }) => assert.match((await channel()).join(': '), /^degraded: Marek Wiśniewski lets the bot read only/) },
  business_connection_disabled: { also: async ({ channel }) => assert.match((await channel()).join(': '), /^degraded: Marek Wiśniewski disconnected the bot/) },
  business_message_from_customer: {
    messages: { [`${account}:3001`]: { ...theirs, kind: 'text', text: 'Dzień dobry, czy Pan Marek ma wolny termin jutro?' } },
    conversations: [{ contact: 'Anna Nowak', cannot: away, waits: true }],
  },
  business_message_from_owner: {
    messages: { [`${account}:3002`]: { ...byMarek, text: 'Dzień dobry! Tak, o 15:30 👍', content: { author_name: 'Marek Wiśniewski' } } },
    conversations: [{ contact: 'Anna Nowak', cannot: away, waits: false }],
  },
  business_message_own_bot_echo: {
    messages: {
      [`${account}:3003`]: { by: 'bot Parley Demo', direction: 'outbound', kind: 'text', text: 'Potwierdzam termin 15:30.', content: { author_name: 'Parley Demo' } },
    },
  },
  business_message_away_auto: {
    messages: { [`${account}:3004`]: { ...byMarek, text: 'Jestem teraz poza biurem, odpiszę po 18:00.', content: { author_name: 'Marek Wiśniewski' } } },
  },
  business_message_voice: {
    messages: { [`${account}:3005`]: { ...theirs, kind: 'voice', text: '', files: ['voice voice.ogg 4000 ms'] } },
    conversations: [{ contact: 'Anna Nowak', cannot: away, waits: true }],
  },
  edited_business_message: {
    messages: {
      [`${account}:3001`]: {
        ...theirs, kind: 'text', text: 'Dzień dobry, czy Pan Marek ma wolny termin pojutrze?', edited: at(1788000360),
        content: { before: [{ text: 'Dzień dobry, czy Pan Marek ma wolny termin jutro?', until: at(1788000360) }] },
      },
    },
  },
  deleted_business_messages: {
    messages: {
      [`${account}:3001`]: { ...theirs, kind: 'text', text: '', edited: at(1788000360), content: {}, deleted: true },
      [`${account}:3005`]: { ...theirs, kind: 'voice', text: '', files: ['voice voice.ogg 4000 ms'], deleted: true },
    },
  },
  business_callback_query: {
    messages: { 'cb:21478837123456801': { ...theirs, kind: 'interaction', text: '15:30', content: { title: '15:30', payload: 'slot:1530' } } },
    also: ({ rests }, update) => rests(update.callback_query.id),
  },
  message_unknown_content: { messages: { [`${anna}:61`]: { ...theirs, kind: 'unsupported', text: '', content: { what: 'some_future_content' } } } },
  update_unknown_kind: { kept: 1 },
};

/** A file of which the attachment tells, in short. */
function fileOf({ kind, name, width, height, duration_ms, state, reason }) {
  const facts = [kind, name, ...(width ? [`${width}x${height}`] : []), ...(duration_ms ? [`${duration_ms} ms`] : [])].join(' ');
  return state === 'ready' ? facts : `${facts}, not fetched: ${String(reason).replace('could not be fetched: ', '')}`;
}

/** What a reader sees of a message. */
const seen = (message) => ({
  by: [message.author.type, message.author.name].filter(Boolean).join(' '), direction: message.direction, kind: message.kind, text: message.text,
  ...(message.content ? { content: message.content } : {}),
  ...(message.attachments.length ? { files: message.attachments.map(fileOf) } : {}),
  ...(message.reply_to ? { reply_to: message.reply_to.text } : {}),
  ...(message.reactions.length ? { reactions: message.reactions.map((one) => `${one.emoji} ${one.by.name}`) } : {}),
  ...(message.edited_at ? { edited: message.edited_at } : {}), ...(message.deleted_at ? { deleted: true } : {}),
});

/** All files that an update names. @returns {Generator<[string, any]>} */
function* filesIn(/** @type {any} */ value, key = '') {
  if (value?.file_id) yield [key, value];
  if (value && typeof value === 'object') for (const [name, inner] of Object.entries(value)) yield* filesIn(inner, Array.isArray(value) ? key : name);
}

/** Bytes that no other file has. */
const bytesFor = (kind, { file_id, width = 1, height = 1, duration = 1 }) =>
  Buffer.concat([{ photo: () => png(width, height), thumbnail: jpeg, voice: () => ogg(duration), sticker: webp, document: pdf }[kind]?.() ?? Buffer.from('a film'), Buffer.from(file_id)]);

/** A server and what is in its inbox. @typedef {Awaited<ReturnType<typeof begin>>} World @param {'webhook' | 'poll'} mode */
async function begin(mode) {
  const fake = await startTelegramFake();
  const parley = await startParley();
  const olga = await parley.operator();
  const { bot, channel: joined } = await joinTelegram(parley, fake, mode);
  for (const name of names)
    for (const [kind, file] of filesIn(fixture(name)))
      if (!fake.state.files.has(file.file_id)) fake.state.addFile(kind, bytesFor(kind, file), { file_id: file.file_id, size: file.file_size > 20_000_000 ? file.file_size : undefined });
  const attempts = () => /** @type {any} */ (fake.deliveries.get(bot.token)).attempts;
  let own = 1;
  /** Telegram tells of them, in this order, and has it confirmed that they are kept. @param {any[]} updates */
  async function give(...updates) {
    if (mode === 'poll') await until(() => bot.endPoll, 'Parley asks for more');
    for (const update of updates) {
      if (update.callback_query) fake.state.callbacks.set(update.callback_query.id, { bot: bot.user.id, user: update.callback_query.from.id, at: Date.now(), answered: false });
      bot.queue.push({ update: { update_id: own++, ...update }, queue: 'samples', expires: Infinity, tries: 0, at: 0, busy: false });
    }
    for (const wake of [...bot.wake]) wake();
    await until(() => !bot.queue.length, 'all is taken');
  }
  const conversation = async (/** @type {string} */ contact) => (await olga.conversations()).find((one) => one.contact.name === contact);
  return {
    fake, parley, olga, give, attempts, conversation,
    /** The button that was pressed turns no more. @param {string} query */
    rests: (query) => until(() => fake.state.callbacks.get(query)?.answered, 'the button rests'),
    channel: async () => {
      const { items } = await olga.must('GET', '/channels');
      const { state, state_detail } = items.find((one) => one.id === joined.id);
      return [state, state_detail];
    },
    phone: async (/** @type {string} */ contact) => {
      const { phone, phone_verified } = await olga.must('GET', `/contacts/${(await conversation(contact)).contact.id}`);
      return [phone, phone_verified];
    },
    /** All of the inbox, once no file is to be fetched any more. */
    inbox: () => until(async () => {
      /** @type {Map<string, any>} */ const messages = new Map();
      /** @type {Map<number, any>} */ const conversations = new Map(), lines = new Map();
      for (const one of await olga.conversations()) {
        conversations.set(one.id, { contact: one.contact.name, cannot: one.can_reply.code, waits: Boolean(one.wait) });
        for (const message of await olga.messages(one.id)) {
          if (message.attachments.some((file) => file.state === 'pending')) return null;
          if (message.kind !== 'activity') messages.set(message.external_id, message);
          else if (['started', 'chat'].includes(message.content.activity)) lines.set(message.id, message.content);
        }
      }
      return { messages, conversations, lines, kept: await quarantined(parley) };
    }, 'every file is there, or is not to be had'),
    async end() {
      await parley.stop();
      await fake.close();
    },
  };
}

/** @typedef {NonNullable<Awaited<ReturnType<World['inbox']>>>} Inbox */
/** What is there now and was not, or was otherwise. @param {Map<any, any>} was @param {Map<any, any>} is @param {(value: any) => any} [shown] */
const changed = (was, is, shown = (value) => value) =>
  [...is].filter(([key, value]) => JSON.stringify(shown(value)) !== JSON.stringify(was.has(key) ? shown(was.get(key)) : undefined)).map(([key, value]) => [key, shown(value)]);
/** @param {Inbox} was @param {Inbox} is */
const difference = (was, is) => ({
  messages: Object.fromEntries(changed(was.messages, is.messages, seen)),
  lines: changed(was.lines, is.lines).map(([, line]) => line),
  conversations: changed(was.conversations, is.conversations).map(([, one]) => one),
  kept: is.kept - was.kept,
});
const nothing = { messages: {}, lines: [], conversations: [], kept: 0 };

test('every sample of an update has an expectation, and every expectation its sample', () => {
  assert.deepEqual([...names].sort(), Object.keys(expected).sort());
});

for (const mode of /** @type {('webhook' | 'poll')[]} */ (['webhook', 'poll']))
  describe(`Telegram's samples by ${mode}`, () => {
    /** @type {World} */ let world;
    /** @type {Inbox} */ let last;
    before(async () => {
      world = await begin(mode);
    });
    after(() => world?.end());
    for (const name of names)
      test(name, async () => {
        const { also, first = [], ...change } = expected[name] ?? {};
        await world.give(...first);
        const before = await world.inbox();
        const update = fixture(name);
        await world.give(update);
        last = await world.inbox();
        assert.deepEqual(difference(before, last), { ...nothing, ...change });
        await also?.(world, update);
      });
    test('every file has its own bytes', async () => {
      const ours = [...(await world.inbox()).messages.values()].flatMap((message) => message.attachments).filter((file) => file.state === 'ready');
      assert.ok(ours.length >= 9);
      const told = new Set([...world.fake.state.files.values()].map((file) => file.bytes.toString('base64')));
      for (const file of ours) {
        const bytes = (await world.olga.call('GET', `/attachments/${file.id}`)).raw.toString('base64');
        assert.ok(told.delete(bytes), `${file.name} is one of Telegram's files, and once`);
      }
    });
    test('all of them a second time change nothing', async () => {
      const before = await world.inbox();
      await world.give(...names.map(fixture));
      const after = await world.inbox();
      assert.deepEqual(difference(before, after), { ...nothing, kept: 1 }, 'what nobody knows is kept as often as it comes');
      assert.equal(after.messages.size, before.messages.size);
    });
    if (mode === 'webhook')
      test('each was answered 200 at once', () => {
        assert.ok(world.attempts().length >= 2 * names.length);
        assert.deepEqual(world.attempts().filter((one) => one.status !== 200), []);
      });
    test('no call was against the rules of the fake', () => {
      assert.deepEqual(world.fake.violations, []);
    });
  });
