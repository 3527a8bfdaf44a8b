// The description of the API against a linter, and the server's real answers against the description.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';
import { answers } from './harness/schemas.mjs';
import { Visitor } from './harness/visitor.mjs';

if (!process.env.PARLEY_PACKAGES) throw new Error('PARLEY_PACKAGES names the node_modules of the web app: build/dev/web/node_modules');
const packages = createRequire(join(process.env.PARLEY_PACKAGES, 'index.js'));

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {AppClient} */ let app;
/** @type {any} */ let document;
/** @type {ReturnType<typeof answers>} */ let check;
const seen = new Set();

/** Calls, and holds the answer against the description of the route. @param {string} method @param {string} pattern @param {{path?: string, body?: any, status?: number, headers?: Record<string, string>}} [more] */
async function call(method, pattern, { path = pattern, body, status = 200, headers } = {}) {
  const answer = await olga.call(method, path, body, headers);
  assert.equal(answer.status, status, `${method} ${path}: ${answer.raw}`);
  check(method, `/api/v1${pattern}`, answer);
  seen.add(`${method} /api/v1${pattern}`);
  return answer.json;
}

before(async () => {
  parley = await startParley();
  olga = await parley.operator();
  document = await (await fetch(`${parley.url}/api/v1/openapi.json`)).json();
  check = answers(packages, document);
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: 'http://127.0.0.1:9/' });
  app = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
});
after(() => parley?.stop());

test('a linter finds nothing to mend', async () => {
  const { createConfig, lintFromString } = packages('@redocly/openapi-core');
  const config = await createConfig({ extends: ['recommended'], rules: { 'operation-4xx-response': 'off' } });
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
  assert.deepEqual(found.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`), []);
});

test('it is served with an ETag, without a log-in', async () => {
  const url = `${parley.url}/api/v1/openapi.json`;
  const first = await fetch(url);
  const etag = String(first.headers.get('etag'));
  assert.match(etag, /^"[0-9a-f]{16}"$/);
  assert.equal(first.headers.get('content-type'), 'application/json');
  assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
});

test('answers are as described', async () => {
  // What customers do.
  const attribution = { source: 'google', medium: 'cpc', campaign: 'autumn', click_id: { type: 'gclid', value: 'x1' } };
  const posted = await app.events([
    app.message({ contact: { id: 'anna', name: 'Anna', phone: '+48600000001', email: 'anna@example.com' }, text: 'Hello' }, { attribution }),
    app.message({ contact: { id: 'anna' }, location: { latitude: 52.2, longitude: 21.0, title: 'Warsaw' } }),
    app.message({ contact: { id: 'anna' }, attachments: [{ inline_base64: 'aGVsbG8=', name: 'note.txt', content_type: 'text/plain' }] }),
    app.event('something.new', { x: 1 }), app.event('message.created', { message: {} }),
  ]);
  check('POST', '/api/channel/v1/{key}/events', posted);
  assert.equal(posted.status, 200);
  const uploaded = await app.upload(Buffer.from('hello'), 'text/plain', 'a.txt');
  assert.equal(uploaded.status, 201);
  check('POST', '/api/channel/v1/{key}/attachments', uploaded);
  const id = await until(async () => (await olga.conversations())[0]?.id, 'the conversation');

  // What operators do.
  const of = (rest = '') => ({ path: `/conversations/${id}${rest}` });
  const me = await call('GET', '/me');
  await call('PATCH', '/me', { body: { language: 'pl' } });
  await call('PATCH', '/conversations/{id}', { ...of(), body: { assignee_id: me.id } });
  const taken = await call('PATCH', '/conversations/{id}', { ...of(), body: { assignee_id: null, expected_assignee_id: null }, status: 409 });
  assert.equal(taken.code, 'already_assigned');
  const file = await call('POST', '/attachments', { path: '/attachments?name=a.txt', body: Buffer.from('hello'), headers: { 'content-type': 'text/plain' }, status: 201 });
  const [{ id: first }] = await olga.spoken(id);
  await call('POST', '/conversations/{id}/messages', { ...of('/messages'), body: { text: 'Hi', client_id: 'c1', attachments: [file.id], reply_to: first }, status: 201 });
  await call('POST', '/conversations/{id}/messages', { ...of('/messages'), body: { text: 'Hi', client_id: 'c1', attachments: [file.id], reply_to: first } });
  const note = await call('POST', '/conversations/{id}/messages', { ...of('/messages'), body: { text: 'between us', note: true, mentions: [me.id] }, status: 201 });
  await call('PATCH', '/conversations/{id}', { ...of(), body: { add_tags: ['Wholesale'], unread: 2 } });
  await call('POST', '/conversations/bulk', { body: { ids: [id], remove_tags: ['Wholesale'], unread: 1 } });
  const tag = await call('POST', '/tags', { body: { name: 'Workshop' }, status: 201 });
  await call('PATCH', '/tags/{id}', { path: `/tags/${tag.id}`, body: { name: 'Service' }, status: 204 });
  const template = await call('POST', '/templates', { body: { title: 'Hello', text: 'Hello {name}', scope: 'all' }, status: 201 });
  await call('PATCH', '/templates/{id}', { path: `/templates/${template.id}`, body: { shortcut: 'hi' } });
  await call('POST', '/templates/{id}/used', { path: `/templates/${template.id}/used`, status: 204 });
  await call('PATCH', '/conversations/{id}/draft', { ...of('/draft'), body: { text: 'Dear', reply_to: first } });
  const planned = await call('POST', '/conversations/{id}/scheduled', { ...of('/scheduled'), body: { text: 'Good morning', reply_to: first, send_at: new Date(Date.now() + 86_400_000).toISOString(), if_written: 'send' }, status: 201 });
  await call('POST', '/conversations/{id}/scheduled', { ...of('/scheduled'), body: { text: 'x' }, status: 422 });
  await call('GET', '/conversations/{id}/scheduled', of('/scheduled'));
  await call('PATCH', '/conversations/{id}/scheduled/{scheduled}', { ...of(`/scheduled/${planned.id}`), body: { text: 'Good day' } });
  await call('POST', '/conversations/{id}/scheduled/{scheduled}/send', { ...of(`/scheduled/${planned.id}/send`), status: 201 });
  await call('DELETE', '/conversations/{id}/scheduled/{scheduled}', { ...of(`/scheduled/${planned.id}`), status: 404 });
  for (const list of ['/tags', '/templates', '/drafts', '/conversations/ids', '/conversations/sources']) await call('GET', list);
  await call('DELETE', '/tags/{id}', { path: `/tags/${tag.id}`, status: 204 });
  await call('DELETE', '/templates/{id}', { path: `/templates/${template.id}`, status: 204 });
  await call('POST', '/conversations/{id}/messages/{message}/retry', { ...of(`/messages/${note.id}/retry`), status: 404 });
  await call('POST', '/conversations/{id}/messages/{message}/confirm', { ...of(`/messages/${note.id}/confirm`), status: 404 });
  await call('PATCH', '/conversations/{id}/messages/{message}', { ...of(`/messages/${note.id}`), body: { text: 'just between us' } });
  await call('PATCH', '/conversations/{id}/messages/{message}', { ...of(`/messages/${first}`), body: { text: 'x' }, status: 409 });
  await call('DELETE', '/conversations/{id}/messages/{message}', of(`/messages/${note.id}`));
  const words = await call('GET', '/conversations/{id}/messages/{message}/words', of(`/messages/${note.id}/words`));
  assert.deepEqual([words.text, words.before.map((/** @type {any} */ one) => one.text)], ['just between us', ['between us']]);
  await call('PUT', '/conversations/{id}/messages/{message}/reaction', { ...of(`/messages/${first}/reaction`), body: { emoji: '👍' }, status: 409 });
  for (const method of ['PUT', 'DELETE']) await call(method, '/conversations/{id}/messages/{message}/hidden', { ...of(`/messages/${first}/hidden`), status: 409 });
  const visitor = new Visitor(parley.url, (await parley.addChannel('web', 'Website', { site: 'https://shop.example' })).key);
  await visitor.boot();
  await visitor.says('does it come in green?');
  const asking = (await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'does it come in green?'), 'the visitor')).id;
  const reaction = `/conversations/${asking}/messages/${(await olga.spoken(asking))[0].id}/reaction`;
  assert.equal((await call('PUT', '/conversations/{id}/messages/{message}/reaction', { path: reaction, body: { emoji: '👍' } })).reactions[0].emoji, '👍');
  await call('DELETE', '/conversations/{id}/messages/{message}/reaction', { path: reaction });
  visitor.close();
  await call('POST', '/conversations/{id}/seen', { ...of('/seen'), body: { message_id: first }, status: 204 });
  await app.events([app.message({ contact: { id: 'anna' }, text: 'And?' })]);
  await until(async () => (await olga.must('GET', `/conversations/${id}`)).wait, 'a wait');
  for (const figure of ['first_response', 'response', 'waiting']) await call('GET', '/reports/response/conversations', { path: `/reports/response/conversations?figure=${figure}` });
  await call('GET', '/reports/waiting');
  await call('POST', '/conversations/{id}/no-reply-needed', of('/no-reply-needed'));
  await call('PATCH', '/conversations/{id}', { ...of(), body: { status: 'snoozed', snoozed_until: '2100-01-01T00:00:00Z' } });
  await call('PATCH', '/conversations/{id}', { ...of(), body: { status: 'closed' } });

  const [lead] = (await call('GET', '/leads')).items;
  const [pipeline] = (await call('GET', '/pipelines')).items;
  await call('PATCH', '/leads/{id}', { path: `/leads/${lead.id}`, body: { stage_id: pipeline.stages.at(-1).id, amount_minor: 1000, currency: 'EUR', owner_id: me.id } });
  await call('PATCH', '/contacts/{id}', { path: `/contacts/${lead.contact_id}`, body: { name: 'Anna K.' } });
  assert.deepEqual((await call('GET', '/contacts/{id}/changes', { path: `/contacts/${lead.contact_id}/changes` })).items.map((/** @type {any} */ one) => one.field).slice(0, 3), ['name', 'amount', 'owner']);
  const team = await call('POST', '/teams', { body: { name: 'Sales', members: [me.id] }, status: 201 });
  await call('PATCH', '/teams/{id}', { path: `/teams/${team.id}`, body: { name: 'Sales', strategy: 'round_robin' } });
  const rule = await call('POST', '/rules', { body: { name: 'All', conditions: { words: ['bike'] }, action: { team_id: team.id } }, status: 201 });
  await call('PATCH', '/rules/{id}', { path: `/rules/${rule.id}`, body: { name: 'All', position: 2, action: { team_id: team.id } } });
  const channel = await call('POST', '/channels', { body: { kind: 'api', name: 'Second', settings: { webhook_url: 'https://app.example/parley' } }, status: 201 });
  await call('POST', '/channels/{id}/test', { path: `/channels/${channel.id}/test` });
  await call('PATCH', '/channels/{id}', { path: `/channels/${channel.id}`, body: { name: 'The second' } });
  await call('GET', '/channels/{id}/templates', { path: `/channels/${channel.id}/templates` });
  await call('POST', '/channels/{id}/templates/sync', { path: `/channels/${channel.id}/templates/sync`, status: 409 });
  await call('POST', '/users', { body: { email: 'new@example.com', name: 'New', password: 'correct horse battery' }, status: 201 });
  await call('GET', '/me/sessions');
  await call('DELETE', '/me/sessions', { status: 403 });
  await call('DELETE', '/me/sessions/{id}', { path: '/me/sessions/0123456789abcdef', status: 404 });
  const invited = await call('POST', '/users', { body: { email: 'ewa@example.com', name: 'Ewa' }, status: 201 });
  assert.deepEqual(invited.invitation, { expires_at: null, first: true });
  const link = await call('POST', '/users/{id}/invitation', { path: `/users/${invited.id}/invitation`, status: 201 });
  await call('POST', '/invitation/look', { body: { token: link.token } });
  await call('POST', '/invitation', { body: { token: link.token, password: 'correct horse battery' }, status: 201 });
  await call('POST', '/invitation', { body: { token: link.token, password: 'correct horse battery' }, status: 404 });
  await call('DELETE', '/users/{id}/invitation', { path: `/users/${invited.id}/invitation`, status: 404 });
  await call('PATCH', '/settings', { body: { company: 'Nordwind', target_seconds: 300 } });
  await call('PATCH', '/users/{id}', { path: `/users/${me.id}`, body: { capacity: 5, skills: ['pl', 'bikes'] } });
  await call('POST', '/users/{id}/password', { path: `/users/${me.id}/password`, body: { password: 'another horse battery' }, status: 204 });
  await call('POST', '/me/password', { body: { current: 'wrong', password: 'correct horse battery' }, status: 422 });
  await call('POST', '/me/password', { body: { current: 'another horse battery', password: 'correct horse battery' }, status: 204 });
  const view = await call('POST', '/views', { body: { name: 'Hot', query: { view: 'all', status: 'open' }, scope: 'all' }, status: 201 });
  await call('PATCH', '/views/{id}', { path: `/views/${view.id}`, body: { name: 'Hotter', scope: 'team', team_id: team.id } });
  await call('POST', '/views/order', { body: { keys: [view.key] }, status: 204 });
  await call('GET', '/views');
  await call('GET', '/views/counts');
  await call('DELETE', '/views/{id}', { path: `/views/${view.id}`, status: 204 });
  await call('PATCH', '/me/preferences', { body: { density: 'compact', quiet_hours: { from: '22:00', to: '07:00' } } });
  await call('GET', '/me/preferences');
  await call('POST', '/rules/order', { body: { ids: [rule.id] }, status: 204 });
  await call('POST', '/rules/test', { body: { channel_id: channel.id, text: 'a bike' } });
  await call('POST', '/channels/check', { body: { kind: 'web', settings: { site: 'https://shop.example' } } });
  const token = await call('POST', '/tokens', { body: { name: 'CI' }, status: 201 });
  await call('GET', '/tokens');
  await call('DELETE', '/tokens/{id}', { path: `/tokens/${token.id}`, status: 204 });
  await call('PATCH', '/guide', { body: { skipped: ['team'] } });
  await call('GET', '/guide');

  // Everything that can be read, now that there is something of each.
  const contact = (await call('GET', '/contacts')).items.find((/** @type {any} */ one) => one.name === 'Anna');
  for (const list of ['/conversations', '/users', '/teams', '/rules', '/channels', '/events', '/session', '/conversations/counts', '/reports/response', '/settings']) await call('GET', list);
  await call('GET', '/reports/response', { path: `/reports/response?team=${team.id}&source=google` });
  await call('GET', '/reports/response', { path: '/reports/response?team=Sales', status: 422 });
  await call('GET', '/events', { path: '/events?limit=200' });
  await call('GET', '/conversations', { path: '/conversations?view=closed&limit=1' });
  await call('GET', '/conversations/{id}', of());
  await call('GET', '/conversations/{id}/messages', of('/messages?limit=200'));
  await call('PATCH', '/contacts/{id}', { path: `/contacts/${contact.id}`, body: { name: 'Anna K.', attributes: { loyalty: 'gold' } } });
  await until(async () => (await call('GET', '/search', { path: '/search?q=hello' })).messages.length, 'a message is found');
  await call('GET', '/contacts/{id}', { path: `/contacts/${contact.id}` });
  await call('GET', '/contacts/{id}/avatar', { path: `/contacts/${contact.id}/avatar`, status: 404 });
  for (const only of ['notes', 'files']) await call('GET', '/contacts/{id}/messages', { path: `/contacts/${contact.id}/messages?only=${only}` });
  await app.events([app.message({ contact: { id: 'anna-2', name: 'Anna', phone: '+48600000001' }, text: 'Hello' })]);
  const twin = (await call('GET', '/contacts')).items.find((/** @type {any} */ one) => one.name === 'Anna');
  const about = (/** @type {string} */ rest) => ({ path: `/contacts/${contact.id}/${rest}` });
  assert.equal((await call('GET', '/contacts/{id}/duplicates', about('duplicates'))).items.length, 1);
  await call('GET', '/contacts/{id}/merge', about(`merge?contact_id=${twin.id}`));
  await call('POST', '/contacts/{id}/merge', { ...about('merge'), body: { contact_id: twin.id, fields: { name: 'own' } } });
  await call('PATCH', '/contacts/{id}', { path: `/contacts/${twin.id}`, body: { name: 'Anna' }, status: 409 });
  await call('POST', '/contacts/{id}/unmerge', { path: `/contacts/${twin.id}/unmerge` });
  for (const method of ['PUT', 'DELETE']) await call(method, '/contacts/{id}/apart/{other}', { ...about(`apart/${twin.id}`), status: 204 });
  await call('GET', '/leads/{id}', { path: `/leads/${lead.id}` });
  await call('GET', '/attachments/{id}', { path: `/attachments/${file.id}` });
  await call('GET', '/openapi.json');

  // What is wrong is told as described.
  await call('GET', '/conversations', { path: '/conversations?limit=0', status: 422 });
  await call('GET', '/leads/{id}', { path: '/leads/1', status: 404 });
  await call('POST', '/teams', { body: { nme: 'x' }, status: 422 });
  await call('POST', '/session', { body: { email: 'nobody@example.com', password: 'x' }, status: 401 });
  await call('DELETE', '/rules/{id}', { path: `/rules/${rule.id}`, status: 204 });
  await call('DELETE', '/channels/{id}', { path: `/channels/${channel.id}`, status: 204 });
  const nobody = await fetch(`${parley.url}/api/v1/session`);
  check('GET', '/api/v1/session', { status: nobody.status, headers: nobody.headers, json: await nobody.json() });
  for (const path of ['/healthz', '/readyz']) {
    const answer = await fetch(parley.url + path);
    check('GET', path, { status: answer.status, headers: answer.headers, json: await answer.json() });
  }

  const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  const elsewhere = /^POST \/api\/v1\/setup$|^DELETE \/api\/v1\/session$|\/api\/channel\/|^GET \/(healthz|readyz|metrics)$|^POST \/healthz$/;
  assert.deepEqual(described.filter((route) => !seen.has(route) && !elsewhere.test(route)), [], 'a route that is described is tried');
});
