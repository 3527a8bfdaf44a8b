import { startInstagramFake } from '../../fakes/instagram/server.mjs';
import { signature, written } from '../../fakes/meta/signing.mjs';
import { startMessengerFake } from '../../fakes/messenger/server.mjs';
import { until } from './until.mjs';

/** @typedef {import('../../fakes/meta/app.mjs').App} App @typedef {import('../harness.mjs').Parley} Parley @typedef {import('../harness.mjs').Operator} Operator */
/** @typedef {import('../../fakes/messenger/server.mjs').MessengerFake} MessengerFake @typedef {import('../../fakes/instagram/server.mjs').InstagramFake} InstagramFake */
/** @typedef {import('../../fakes/messenger/page.mjs').Page} Page @typedef {import('../../fakes/instagram/account.mjs').Account} Account */

/** @param {MessengerFake} fake @param {App} app @param {Page} page @param {Record<string, string>} [more] */
export const pageSettings = (fake, app, page, more = {}) => ({ token: page.token, app_secret: app.secret, app_id: app.id, page_id: page.id, api_base: fake.url, ...more });

/**
 * A Page of the fake joined to the server as a channel; the server has subscribed the app, and it to the Page, by then.
 * @param {Parley} parley @param {MessengerFake} fake
 * @param {{app?: App, page?: {id?: string, name?: string}, settings?: Record<string, string>}} [more]
 */
export async function joinPage(parley, fake, { app = fake.addApp(), page: facts, settings } = {}) {
  const page = fake.addPage(app, facts);
  const channel = await parley.addChannel('messenger', page.name, pageSettings(fake, app, page, settings));
  return { app, page, channel };
}

/** @param {InstagramFake} fake @param {App} app @param {Account} account @param {Record<string, string>} [more] */
export const accountSettings = (fake, app, account, more = {}) => ({
  token: account.token, account_id: account.id, api_base: fake.baseOf(account), login: account.login,
  ...(account.login === 'instagram' ? { app_secret: app.instagramSecret, app_id: app.instagramId } : { app_secret: app.secret, app_id: app.id }), ...more,
});

/**
 * An account of the fake joined to the server. With its own log-in an admin enters the webhook in the app's dashboard.
 * @param {Parley} parley @param {InstagramFake} fake
 * @param {{app?: App, account?: {id?: string, username?: string, login?: 'facebook' | 'instagram'}, settings?: Record<string, string>}} [more]
 */
export async function joinAccount(parley, fake, { app = fake.addApp(), account: facts, settings } = {}) {
  const account = fake.addAccount(app, facts);
  const channel = await parley.addChannel('instagram', `@${account.username}`, accountSettings(fake, app, account, settings));
  if (account.login === 'instagram') await fake.enterWebhook(app, { url: channel.hook_url, word: channel.verify_token });
  return { app, account, channel };
}

let serial = 0;

/** What is asked for again and again about people who write to one Page, or account. */
export class Talks {
  /** @param {Operator} olga @param {MessengerFake | InstagramFake} fake @param {any} asset */
  constructor(olga, fake, asset) {
    this.olga = olga;
    this.fake = fake;
    this.asset = asset;
  }
  /** The conversation whose newest message begins so. @param {string} words */
  withLast(words) {
    return until(async () => (await this.olga.conversations()).find((one) => one.last_message?.text.startsWith(words)), `a conversation that ends with ${words}`);
  }
  /** Somebody who wrote once. @param {Record<string, any>} [facts] */
  async acquaintance(facts = {}) {
    const name = facts.name ?? `Person No${++serial}`;
    const person = /** @type {any} */ (this.fake.person(this.asset, { ...facts, name }));
    const words = `hello from ${name} to ${this.asset.id}.`;
    const hello = person.write(this.asset, words);
    const { id } = await this.withLast(words);
    return { person, id, hello, name };
  }
  /** A message of the thread, once there is one like that. @param {number} id @param {(message: any) => unknown} is @param {string} what */
  seen(id, is, what) {
    return until(async () => (await this.olga.spoken(id)).find(is), what);
  }
  /** @param {number} id */
  now(id) {
    return this.olga.must('GET', `/conversations/${id}`);
  }
  /** @param {number} id @param {string} text @param {string[]} [states] @param {Record<string, any>} [more] */
  async says(id, text, states = ['delivered'], more = {}) {
    const sent = await this.olga.send(id, { text, ...more });
    return this.olga.reaches(id, sent.id, states, 60);
  }
  /** What the person has, in short. @param {any} person */
  got(person) {
    return this.fake.sentTo(person, this.asset).map(({ message }) => message.text ?? message.attachment?.payload?.text ?? (message.attachments ?? [message.attachment]).map((one) => one.type).join('+'));
  }
  /** Can the conversation be answered, and if not, why? @param {number} id @param {string | null} code */
  refused(id, code) {
    return until(async () => {
      const { can_reply } = await this.now(id);
      return can_reply.code === code && can_reply.allowed === (code === null) ? can_reply : null;
    }, `can_reply is ${code ?? 'yes'}`);
  }
}

/** A delivery as Meta signs it. @param {string} url @param {string} secret @param {any} body @param {Record<string, string>} [headers] in place of the right signature */
export async function deliver(url, secret, body, headers) {
  const bytes = Buffer.isBuffer(body) ? body : written(body);
  const answer = await fetch(url, { method: 'POST', body: new Uint8Array(bytes), headers: { 'content-type': 'application/json', ...(headers ?? { 'x-hub-signature-256': signature(secret, bytes) }) } });
  await answer.arrayBuffer();
  return answer.status;
}

export { startInstagramFake, startMessengerFake };
