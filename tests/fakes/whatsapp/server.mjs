import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Delivery } from '../meta/deliver.mjs';
import { Faults } from '../meta/faults.mjs';
import { GraphServer } from '../meta/graph.mjs';
import { GraphError } from './errors.mjs';
import { checkMessage, mediaRules } from './messages.mjs';
import { Person } from './persons.mjs';
import { Business, BusinessNumber, wamid } from './state.mjs';

const minute = 60_000;
const day = 24 * 60 * minute;

/** The Graph API for WhatsApp on loopback. Everything a test needs hangs on this object. */
export class WhatsappFake extends GraphServer {
  /** @param {{clock?: import('../telegram/clock.mjs').Clock, receipts?: 'delivered' | 'sent' | 'none'}} [options] */
  constructor({ clock, receipts = 'delivered' } = {}) {
    super({ clock, faults: new Faults({ calls: ['messages', 'media', 'phone', 'phone_numbers', 'message_templates', 'subscribed_apps', 'media_url', 'read', 'debug_token'], more: ['status', 'overtake'], files: ['page', 'cut_before'] }) });
    /** How far a message gets by itself. */ this.receipts = receipts;
    /** @type {Business[]} */ this.businesses = [];
    /** @type {Map<string, import('./state.mjs').StoredMedia>} */ this.media = new Map();
    /** @type {Person[]} */ this.people = [];
    /** Accepted messages, in order: the oracle. @type {any[]} */ this.ledger = [];
    /** Calls that a number made while it was told to slow down. @type {{at: number, to: string}[]} */ this.refused = [];
    /** Until when it is. @type {Map<BusinessNumber, number>} */ this.flooded = new Map();
    /** Marks of reading and signs of typing. @type {any[]} */ this.marks = [];
    /** @type {Map<Business, Delivery>} */ this.deliveries = new Map();
    /** Files the platform keeps, by the secret in their link. @type {Map<string, {media: string, until: number}>} */ this.links = new Map();
  }
  /** @param {{id?: string, token?: string, appSecret?: string, appId?: string}} [facts] */
  addBusiness(facts = {}) {
    const n = this.businesses.length + 1;
    const business = new Business({
      id: facts.id ?? String(200_000_000_001_000 + n), token: facts.token ?? `EAAfake${randomBytes(24).toString('hex')}`,
      appSecret: facts.appSecret ?? randomBytes(16).toString('hex'), appId: facts.appId ?? String(400_000_000_001_000 + n),
    });
    this.businesses.push(business);
    this.deliveries.set(business, new Delivery(this.clock, () => ({ url: business.hook.url, secret: business.appSecret }), { object: 'whatsapp_business_account' }));
    return business;
  }
  /** @param {Business} business @param {{id?: string, phone?: string}} [facts] */
  addNumber(business, facts = {}) {
    const n = this.businesses.reduce((sum, one) => sum + one.numbers.size, 0) + 1;
    const number = new BusinessNumber(business, facts.id ?? String(300_000_000_001_000 + n), facts.phone ?? String(15_550_200_000 + n));
    business.numbers.set(number.id, number);
    return number;
  }
  /** @param {import('./persons.mjs').Facts} [facts] phone '' for somebody who came by a username */
  person(facts = {}) {
    const n = this.people.length + 1;
    const person = new Person(this, { name: `Anna ${n}`, phone: String(447_700_900_100 + n), user: `GB.${createHash('sha256').update(`person ${n}`).digest('hex').slice(0, 18)}`, ...facts });
    this.people.push(person);
    return person;
  }
  /** It sends too fast, for so long. @param {BusinessNumber} number @param {number} seconds */
  flood(number, seconds) {
    this.flooded.set(number, this.clock.now() + seconds * 1000);
  }
  /** Whom `to` or `recipient` means. @param {string} to */
  whoIs(to) {
    const bare = to.replace(/^\+/, '');
    return this.people.find((one) => one.phone === bare || one.user === bare);
  }
  /** @param {BusinessNumber} number */
  deliveryOf(number) {
    return /** @type {Delivery} */ (this.deliveries.get(number.business));
  }
  /** @param {BusinessNumber} number @param {string} field @param {any} value */
  tell(number, field, value) {
    this.deliveryOf(number).tell({ id: number.business.id, changes: [{ value: { messaging_product: 'whatsapp', metadata: number.metadata, ...value }, field }] });
  }
  /** @param {BusinessNumber} number @param {string} id @param {string} status @param {GraphError} [error] */
  status(number, id, status, error) {
    const entry = this.ledger.find((one) => one.id === id);
    const person = entry && this.whoIs(entry.to);
    this.tell(number, 'messages', {
      ...(person && status !== 'failed' ? { contacts: [person.contact()] } : {}),
      statuses: [{
        id, status, timestamp: this.seconds(), ...(person?.phone ? { recipient_id: person.phone } : {}), ...(person ? { recipient_user_id: person.user } : {}),
        ...(entry?.data ? { biz_opaque_callback_data: entry.data } : {}),
        ...(error ? { errors: [error.inStatus()] } : { pricing: { billable: true, pricing_model: 'PMP', category: 'service', type: 'regular' } }),
      }],
    });
  }
  /** Accepted messages to one person. @param {Person} person */
  sentTo(person) {
    return this.ledger.filter((one) => one.to === person.phone || one.to === person.user);
  }
  /** @param {BusinessNumber} number @param {Buffer} bytes @param {string} mime @param {string} name @param {number} days */
  keepMedia(number, bytes, mime, name, days) {
    const id = String(500_000_000_000_000 + this.media.size + 1);
    const media = { id, mime, bytes, name, sha256: createHash('sha256').update(bytes).digest('base64'), number: number.id, until: this.clock.now() + days * day };
    this.media.set(id, media);
    return media;
  }
  async close() {
    for (const delivery of this.deliveries.values()) delivery.stop();
    await super.close();
  }

  /** @param {number} code @param {import('../meta/faults.mjs').Fault} [fault] */
  refusal(code, fault) {
    return new GraphError(code, fault?.details);
  }
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {URL} url */
  async serve(request, response, url) {
    if (!url.pathname.startsWith('/attachments/')) return false;
    this.download(request, response, url);
    return true;
  }
  /** @param {import('node:http').IncomingMessage} request */
  callerOf(request) {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const business = this.businesses.find((one) => one.token === token);
    if (!business || business.revoked) throw new GraphError(190);
    return business;
  }
  /** @param {import('node:http').IncomingMessage} request @param {URL} url @param {string} type @param {Buffer} body */
  async route(request, url, type, body, state) {
    const [, version, node, edge, more] = url.pathname.split('/');
    if (!/^v\d+\.\d+$/.test(version ?? '') || !node || more) throw new GraphError(100, 'Unknown path components', { status: 400 });
    const caller = this.callerOf(request);
    const proof = url.searchParams.get('appsecret_proof');
    if (proof !== null && proof !== createHmac('sha256', caller.appSecret).update(caller.token).digest('hex')) throw new GraphError(100, 'Invalid appsecret_proof provided in the API argument');
    const number = this.businesses.flatMap((one) => [...one.numbers.values()]).find((one) => one.id === node);
    const own = number && number.business === caller ? number : undefined;
    const needs = (permission) => {
      if (!caller.permissions.has(permission)) throw new GraphError(10);
    };
    const unknown = () => new GraphError(100, `Unsupported ${request.method?.toLowerCase()} request. Object with ID '${node}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`);
    const json = () => {
      try {
        return body.length ? JSON.parse(body.toString('utf8')) : {};
      } catch {
        throw new GraphError(100, 'Invalid JSON');
      }
    };
    const call = `${request.method} ${edge ?? ''}`;
    if (call === 'POST messages') {
      if (!own) throw unknown();
      needs('whatsapp_business_messaging');
      return this.messages(own, json(), state);
    }
    if (call === 'POST media') {
      if (!own) throw unknown();
      needs('whatsapp_business_messaging');
      if (await this.before(state, 'media')) return {};
      return this.upload(own, type, body);
    }
    if (call === 'GET ' && node === 'debug_token') {
      if (await this.before(state, 'debug_token')) return {};
      const shown = this.businesses.find((one) => one.token === url.searchParams.get('input_token') && !one.revoked);
      if (shown && shown !== caller) throw new GraphError(100, 'The App_id in the input_token did not match the Viewing App');
      return { data: shown ? { type: 'SYSTEM_USER', is_valid: true, expires_at: 0, scopes: [...shown.permissions] } : { error: { code: 190, message: 'Invalid OAuth access token.' }, is_valid: false, scopes: [] } };
    }
    if (call === 'GET ' && own) {
      if (await this.before(state, 'phone')) return {};
      const all = { id: own.id, display_phone_number: `+${own.phone}`, verified_name: own.verifiedName, quality_rating: own.quality, status: own.status, code_verification_status: 'VERIFIED', platform_type: 'CLOUD_API' };
      const fields = (url.searchParams.get('fields') ?? 'id,display_phone_number,verified_name,quality_rating').split(',');
      for (const field of fields) if (!(field in all)) throw new GraphError(100, `Tried accessing nonexisting field (${field})`);
      return { ...Object.fromEntries(fields.map((field) => [field, all[field]])), id: own.id };
    }
    if (call === 'GET phone_numbers' || call === 'GET message_templates' || edge === 'subscribed_apps') {
      needs('whatsapp_business_management');
      if (node !== caller.id) throw unknown();
      if (await this.before(state, String(edge))) return {};
      if (edge === 'phone_numbers') return { data: [...caller.numbers.values()].map((one) => ({ id: one.id, display_phone_number: `+${one.phone}`, verified_name: one.verifiedName })), paging: {} };
      if (edge === 'message_templates') return this.templates(caller, url);
      return this.subscriptions(caller, request.method ?? '', json());
    }
    if ((request.method === 'GET' || request.method === 'DELETE') && !edge && this.media.has(node)) {
      const media = this.media.get(node);
      const asked = url.searchParams.get('phone_number_id');
      if (!media || !caller.numbers.has(media.number) || (asked && asked !== media.number) || media.until < this.clock.now()) throw unknown();
      if (await this.before(state, 'media_url')) return {};
      if (request.method === 'DELETE') return { success: this.media.delete(node) };
      return this.mediaUrl(media);
    }
    throw unknown();
  }
  /** @param {BusinessNumber} number @param {any} body */
  async messages(number, body, state) {
    if (body?.status !== undefined) return this.markRead(number, body, state);
    const to = String(body?.to ?? body?.recipient ?? '').replace(/^\+/, '');
    if (await this.before(state, 'messages', to)) return {};
    if (number.status !== 'CONNECTED') throw new GraphError(133010);
    if ((this.flooded.get(number) ?? 0) > this.clock.now()) {
      this.refused.push({ at: this.clock.now(), to });
      throw new GraphError(130429);
    }
    const { kind, object, group } = checkMessage(body, this, number);
    const person = group ? undefined : this.whoIs(to);
    if (to === number.phone) throw new GraphError(131021);
    if (number.allowList && !number.allowList.has(to)) throw new GraphError(131030);
    if (!number.takePair(to, this.clock.now())) throw new GraphError(131056);
    const id = wamid(person?.phone ?? '', true);
    const data = body.biz_opaque_callback_data ?? '';
    const entry = { id, to, kind, object, context: body.context?.message_id, data, at: this.clock.now(), number: number.id };
    const failure = state.fault?.kind === 'status' ? new GraphError(state.fault.code ?? 131000)
      : kind !== 'template' && !group && person && !number.windowOpen(person.key, this.clock.now()) ? new GraphError(131047)
      : !group && (!person || person.blocked) ? new GraphError(131026) : null;
    if (kind === 'reaction' && !failure && person) {
      if (object.emoji) person.reactions.set(object.message_id, object.emoji);
      else person.reactions.delete(object.message_id);
    } else {
      this.ledger.push(entry);
      if (!failure) person?.inbox.push(entry);
    }
    const tell = () => {
      if (kind === 'reaction' && !failure) return;
      if (failure) return this.status(number, id, 'failed', failure);
      if (this.receipts !== 'none') this.status(number, id, 'sent');
      if (this.receipts === 'delivered' && !group) this.status(number, id, 'delivered');
    };
    if (state.fault?.kind === 'overtake') {
      tell();
      await this.pause(300);
    } else setImmediate(tell);
    const contact = { input: body.to ?? body.recipient, ...(person?.phone ? { wa_id: person.phone } : {}), ...(person && !person.phone ? { user_id: person.user } : {}) };
    return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id, ...(kind === 'template' ? { message_status: 'accepted' } : {}) }] };
  }
  /** @param {BusinessNumber} number @param {any} body */
  async markRead(number, body, state) {
    if (body.messaging_product !== 'whatsapp' || body.status !== 'read' || typeof body.message_id !== 'string') throw new GraphError(131009);
    const extra = Object.keys(body).filter((name) => !['messaging_product', 'status', 'message_id', 'typing_indicator'].includes(name));
    if (extra.length || (body.typing_indicator !== undefined && body.typing_indicator?.type !== 'text')) throw new GraphError(100, `Unexpected key "${extra[0] ?? 'typing_indicator'}".`);
    if (await this.before(state, 'read')) return {};
    this.marks.push({ id: body.message_id, typing: Boolean(body.typing_indicator), number: number.id });
    return { success: true };
  }
  /** @param {BusinessNumber} number @param {string} type @param {Buffer} body */
  async upload(number, type, body) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => null);
    if (!form || form.get('messaging_product') !== 'whatsapp') throw new GraphError(100, 'The parameter messaging_product is required.');
    const file = form.get('file');
    if (!file || typeof file === 'string') throw new GraphError(100, 'The parameter file is required.');
    const mime = (String(form.get('type') ?? '') || file.type).split(';')[0];
    const bytes = Buffer.from(await file.arrayBuffer());
    if (!bytes.length) throw new GraphError(100, 'The file is empty.');
    const known = Object.values(mediaRules).some((rule) => rule.types?.includes(mime)) || /^(application|text)\//.test(mime);
    if (!known) throw new GraphError(100, `Param file must be a file with one of the following types: audio/aac, audio/mp4 ...; received file of type '${mime}'.`);
    return { id: this.keepMedia(number, bytes, mime, file.name, 30).id };
  }
  /** @param {import('./state.mjs').StoredMedia} media */
  mediaUrl(media) {
    const key = randomBytes(12).toString('hex');
    this.links.set(key, { media: media.id, until: this.clock.now() + 5 * minute });
    return { messaging_product: 'whatsapp', url: `${this.url}/attachments/${key}`, mime_type: media.mime, sha256: media.sha256, file_size: media.bytes.length, id: media.id };
  }
  /** A link lives five minutes, and only with the token. @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {URL} url */
  download(request, response, url) {
    const fault = this.faults.take('download');
    if (fault?.kind === 'cut_before') return void request.socket.destroy();
    const link = this.links.get(url.pathname.split('/')[2]);
    const media = link && this.media.get(link.media);
    const business = this.businesses.find((one) => `Bearer ${one.token}` === request.headers.authorization);
    if (!business || business.revoked || fault?.kind === 'page') return void response.writeHead(business ? 200 : 401, { 'content-type': 'text/html' }).end('<html>Log in</html>');
    if (!link || !media || link.until < this.clock.now() || !request.headers['user-agent']) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': media.mime, 'content-length': media.bytes.length }).end(media.bytes);
  }
  /** @param {Business} business @param {URL} url */
  templates(business, url) {
    const limit = Math.min(Number(url.searchParams.get('limit') ?? 25) || 25, 250);
    const after = url.searchParams.get('after');
    const from = after ? Number(Buffer.from(after, 'base64').toString()) : 0;
    const data = business.templates.slice(from, from + limit);
    const end = from + data.length;
    const next = end < business.templates.length;
    const cursors = { before: Buffer.from(String(from)).toString('base64'), after: Buffer.from(String(end)).toString('base64') };
    return { data, paging: { cursors, ...(next ? { next: `${this.url}${url.pathname}?after=${encodeURIComponent(cursors.after)}` } : {}) } };
  }
  /** @param {Business} business @param {string} method @param {any} body */
  async subscriptions(business, method, body) {
    if (method === 'GET')
      return { data: business.hook.word ? [{ whatsapp_business_api_data: { id: business.appId, name: 'Desk', link: '' }, ...(business.hook.url ? { override_callback_uri: business.hook.url } : {}) }] : [] };
    if (method === 'DELETE') business.hook = { url: '', word: '' };
    else if (body.override_callback_uri) {
      await this.shakeHands(body.override_callback_uri, body.verify_token);
      business.hook = { url: body.override_callback_uri, word: body.verify_token };
    } else throw new GraphError(100, 'The fake knows no other callback of the app: give override_callback_uri');
    return { success: true };
  }
  /** @param {string} url @param {unknown} word */
  async shakeHands(url, word) {
    if (typeof word !== 'string' || !word) throw new GraphError(100, 'verify_token is required');
    const challenge = String(1_000_000_000 + Math.floor(Math.random() * 1e9));
    const answer = await fetch(`${url}?hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${encodeURIComponent(word)}`, { redirect: 'manual' }).catch(() => null);
    if (answer?.status !== 200 || (await answer.text()) !== challenge) throw new GraphError(2200);
  }
  /** @param {Business} business @param {string} name @param {string} language */
  templateOf(business, name, language) {
    const template = business.templates.find((one) => one.name === name && one.language === language);
    if (!template) throw new Error(`no template ${name}`);
    return { template, told: { message_template_id: Number(template.id), message_template_name: name, message_template_language: language } };
  }
  /** @param {Business} business @param {string} field @param {Record<string, any>} value */
  tellBusiness(business, field, value) {
    /** @type {Delivery} */ (this.deliveries.get(business)).tell({ id: business.id, time: Number(this.seconds()), changes: [{ value, field }] });
  }
  /** The platform decided on a template. @param {Business} business @param {string} name @param {string} language @param {string} status @param {string} [reason] */
  decideTemplate(business, name, language, status, reason = 'NONE') {
    const { template, told } = this.templateOf(business, name, language);
    template.status = status;
    template.rejected_reason = reason;
    this.tellBusiness(business, 'message_template_status_update', { event: status, ...told, reason });
  }
  /** People took a template well or badly. @param {Business} business @param {string} name @param {string} language @param {'GREEN' | 'YELLOW' | 'RED'} score */
  judgeTemplate(business, name, language, score) {
    const { template, told } = this.templateOf(business, name, language);
    const before = template.quality_score?.score ?? 'UNKNOWN';
    template.quality_score = { score, date: Number(this.seconds()) };
    this.tellBusiness(business, 'message_template_quality_update', { previous_quality_score: before, new_quality_score: score, ...told });
  }
}

/** @param {{port?: number} & ConstructorParameters<typeof WhatsappFake>[0]} [options] */
export async function startWhatsappFake(options = {}) {
  const fake = new WhatsappFake(options);
  await fake.listen(options.port ?? 0);
  return fake;
}
