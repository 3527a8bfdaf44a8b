// node test/mock-server.mjs [DIST] [PORT]: answers docs/api-shapes.md from memory, with a socket. For development and
// screenshots only. ?setup=1 on the first call starts it as an installation without users (MOCK_SETUP=1).
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import * as data from './mock-data.mjs';
import { responseReport, waitingRows } from './mock-report.mjs';
import { frame } from './mock-socket.mjs';

const dist = process.argv[2] ?? new URL('../dist', import.meta.url).pathname;
const port = Number(process.argv[3] ?? 8090);
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";

let seq = 100;
let signedIn = process.env.MOCK_SIGNED === '1';
let setup = process.env.MOCK_SETUP === '1';
let broken = false;
const log = [];
const sockets = new Set();
const byClient = new Map();
const me = data.users[0];
if (process.env.MOCK_LANGUAGE) me.language = process.env.MOCK_LANGUAGE;

// ---- socket
const push = value => {
  for (const socket of sockets) socket.write(frame(JSON.stringify(value)));
};
function event(type, conversation_id, payload) {
  const made = { seq: ++seq, type, at: data.iso(Date.now()), conversation_id, data: payload };
  log.push(made);
  push(made);
}
const changed = conversation => event('conversation.updated', conversation.id, { conversation });

function addMessage(conversation, part) {
  const made = {
    id: data.id(),
    conversation_id: conversation.id,
    direction: 'inbound',
    author: { type: 'contact', id: conversation.contact.id, name: conversation.contact.name },
    kind: 'text',
    note: false,
    text: '',
    sent_at: data.iso(Date.now()),
    received_at: data.iso(Date.now()),
    status: 'delivered',
    status_at: null,
    error: null,
    client_id: null,
    reply_to: null,
    attachments: [],
    content: null,
    edited_at: null,
    deleted_at: null,
    ...part,
  };
  data.messages.get(conversation.id).push(made);
  conversation.last_message = data.lastOf(conversation);
  if (made.kind !== 'activity') conversation.last_activity_at = made.sent_at;
  if (made.direction === 'inbound' && made.kind !== 'activity') {
    conversation.unread += 1;
    conversation.wait ??= { id: data.id(), opened_at: made.sent_at, first: false, target_seconds: 300 };
    if (conversation.status === 'closed') conversation.status = 'open';
  } else if (!made.note && made.kind !== 'activity') conversation.wait = null;
  event('message.created', conversation.id, { message: made, conversation });
  return made;
}

// ---- answers
const views = {
  mentions: () => false,
  mine: one => one.status === 'open' && one.assignee?.id === me.id,
  unassigned: one => one.status === 'open' && !one.assignee,
  waiting: one => one.status === 'open' && one.wait,
  snoozed: one => one.status === 'snoozed',
  all: one => one.status === 'open',
  closed: one => one.status === 'closed',
};
const all = () => [...data.conversations.values()];
const page = items => ({ items, next_cursor: null });
const whole = one => ({
  ...one,
  contact_detail: data.contacts.get(one.contact.id),
  lead_detail: one.lead ? data.leads.get(one.lead.id) : null,
});
const fold = text =>
  text.toLowerCase().replaceAll('ё', 'е').replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '');

class Problem extends Error {
  constructor(status, code, detail, more = {}) {
    super(detail);
    Object.assign(this, {
      status,
      body: { type: 'about:blank', title: detail, status, code, detail, request_id: 'mock', errors: [], ...more },
    });
  }
}
/** Taken as it is: nobody else writes here. */
function savedDraft(id, { note = false, text = '', edited_at }) {
  return { draft: { conversation_id: id, note, text, reply_to: null, attachments: [], edited_at }, other: null };
}
const routes = [
  [
    'GET',
    /^\/session$/,
    () => {
      if (!signedIn) throw new Problem(401, 'unauthorized', 'Sign in', { setup });
      return { user: me, csrf: 'mock' };
    },
  ],
  [
    'POST',
    /^\/session$/,
    (_, __, body) => {
      if (body.password === 'wrong') throw new Problem(401, 'wrong_credentials', 'Wrong');
      signedIn = true;
      return { user: me, csrf: 'mock' };
    },
  ],
  [
    'DELETE',
    /^\/session$/,
    () => {
      signedIn = false;
    },
  ],
  [
    'POST',
    /^\/setup$/,
    (_, __, body) => {
      if (body.token !== 'token')
        throw new Problem(422, 'invalid', 'The code is wrong', {
          errors: [{ field: 'token', message: 'is not the code on the console' }],
        });
      setup = false;
      signedIn = true;
      return { user: me, csrf: 'mock' };
    },
  ],
  [
    'GET',
    /^\/conversations$/,
    (_, query) => {
      if (query.get('contact')) return page(all().filter(one => one.contact.id === Number(query.get('contact'))));
      const view = query.get('view') ?? 'all';
      const items = all().filter(views[view]);
      items.sort((a, b) =>
        view === 'waiting'
          ? Date.parse(a.wait.opened_at) - Date.parse(b.wait.opened_at)
          : Date.parse(b.last_activity_at) - Date.parse(a.last_activity_at),
      );
      const from = Number(query.get('cursor') ?? 0);
      const limit = Number(query.get('limit') ?? 50);
      return {
        items: items.slice(from, from + limit),
        next_cursor: from + limit < items.length ? String(from + limit) : null,
      };
    },
  ],
  [
    'GET',
    /^\/conversations\/counts$/,
    () =>
      Object.fromEntries(
        ['mine', 'unassigned', 'waiting', 'mentions', 'snoozed', 'all'].map(view => [
          view,
          all().filter(views[view]).length,
        ]),
      ),
  ],
  ['GET', /^\/conversations\/(\d+)$/, ([id]) => whole(find(id))],
  [
    'PATCH',
    /^\/conversations\/(\d+)$/,
    ([id], _, body) => {
      const one = find(id);
      if ('assignee_id' in body) {
        one.assignee =
          body.assignee_id === null
            ? null
            : { id: body.assignee_id, name: data.users.find(user => user.id === body.assignee_id).name };
        one.assignment = {
          at: data.iso(Date.now()),
          reason: body.assignee_id === me.id ? 'claimed' : 'manual',
          log: null,
        };
        addMessage(one, {
          direction: 'outbound',
          kind: 'activity',
          author: { type: 'operator', id: me.id, name: me.name },
          content: {
            activity: one.assignee ? 'assigned' : 'unassigned',
            user: one.assignee,
            reason: one.assignment.reason,
          },
        });
      }
      if (body.status) {
        one.status = body.status;
        one.snoozed_until = body.snoozed_until ?? null;
        if (body.status === 'closed') one.wait = null;
      }
      changed(one);
      return one;
    },
  ],
  [
    'POST',
    /^\/conversations\/(\d+)\/seen$/,
    ([id]) => {
      const one = find(id);
      if (one.unread) {
        one.unread = 0;
        changed(one);
      }
    },
  ],
  [
    'POST',
    /^\/conversations\/(\d+)\/no-reply-needed$/,
    ([id]) => {
      const one = find(id);
      one.wait = null;
      changed(one);
      return one;
    },
  ],
  [
    'GET',
    /^\/conversations\/(\d+)\/messages$/,
    ([id], query) => {
      const list = data.messages.get(Number(id)) ?? [];
      const limit = Number(query.get('limit') ?? 50);
      if (query.get('after')) return page(list.filter(one => one.id > Number(query.get('after'))).slice(0, limit));
      const before = list.filter(one => one.id < Number(query.get('before') ?? Number.MAX_SAFE_INTEGER));
      return { items: before.slice(-limit), next_cursor: null, has_before: before.length > limit };
    },
  ],
  [
    'POST',
    /^\/conversations\/(\d+)\/messages$/,
    ([id], _, body) => {
      if (byClient.has(body.client_id)) return byClient.get(body.client_id);
      const one = find(id);
      if (body.text === 'refuse') throw new Problem(422, 'unsupported', 'The channel does not take this');
      const reply = body.reply_to ? data.messages.get(one.id).find(message => message.id === body.reply_to) : null;
      const files = body.attachments.map(file => uploaded.get(file));
      const made = addMessage(one, {
        direction: 'outbound',
        author: { type: 'operator', id: me.id, name: me.name },
        text: body.text,
        kind: files[0] && !body.text ? files[0].kind : 'text',
        attachments: files,
        note: body.note,
        client_id: body.client_id,
        status: 'queued',
        reply_to: reply ? { id: reply.id, text: reply.text, author_name: reply.author.name } : null,
      });
      byClient.set(body.client_id, made);
      if (!body.note) {
        ['sent', 'delivered', 'read'].forEach((status, i) => {
          setTimeout(
            () => {
              Object.assign(made, { status, status_at: data.iso(Date.now()) });
              event('message.updated', one.id, { message: { ...made } });
            },
            500 * (i + 1),
          );
        });
        setTimeout(
          () => push({ type: 'typing', conversation_id: one.id, by: 'contact', user_id: null, on: true }),
          2200,
        );
        setTimeout(() => addMessage(one, { text: 'Dziękuję! 👍' }), 4200);
      }
      return made;
    },
  ],
  [
    'POST',
    /^\/conversations\/(\d+)\/messages\/(\d+)\/(retry|confirm)$/,
    ([id, message]) => {
      const made = data.messages.get(Number(id)).find(one => one.id === Number(message));
      Object.assign(made, { status: 'sent', error: null });
      event('message.updated', made.conversation_id, { message: { ...made } });
      return made;
    },
  ],
  [
    'PATCH',
    /^\/leads\/(\d+)$/,
    ([id], _, body) => {
      const lead = data.leads.get(Number(id));
      const { name, group } = data.pipelines[0].stages.find(stage => stage.id === body.stage_id);
      lead.stage = { id: body.stage_id, name, group };
      lead.history.push({ stage: lead.stage, at: data.iso(Date.now()), by: { id: me.id, name: me.name } });
      event('lead.updated', lead.conversation_id, { lead });
      return lead;
    },
  ],
  ['GET', /^\/users$/, () => page(data.users)],
  ['GET', /^\/pipelines$/, () => page(data.pipelines)],
  ['GET', /^\/(tags|templates|drafts|channels|conversations\/sources)$/, () => page([])],
  ['PATCH', /^\/conversations\/(\d+)\/draft$/, ([id], _, body) => savedDraft(Number(id), body)],
  ['PATCH', /^\/me$/, (_, __, body) => Object.assign(me, body)],
  [
    'GET',
    /^\/search$/,
    (_, query) => {
      const words = fold(query.get('q') ?? '');
      const hits = [];
      for (const list of data.messages.values()) {
        for (const message of list) {
          const at = fold(message.text).indexOf(words);
          if (at >= 0 && hits.length < 20) {
            const snippet = `${message.text.slice(0, at)}\u0002${message.text.slice(at, at + words.length)}\u0003${message.text.slice(at + words.length)}`;
            hits.push({ message, conversation: data.conversations.get(message.conversation_id), snippet });
          }
        }
      }
      const contacts = [...data.contacts.values()]
        .filter(one => fold(`${one.name} ${(one.phone ?? '').replace(/\D/g, '')} ${one.email ?? ''}`).includes(words))
        .slice(0, 8);
      return {
        conversations: all()
          .filter(one => fold(one.contact.name).includes(words))
          .slice(0, 8),
        messages: hits,
        contacts,
      };
    },
  ],
  ['GET', /^\/reports\/response$/, (_, query) => responseReport(Number(query.get('days') ?? 7))],
  [
    'GET',
    /^\/settings$/,
    () => {
      const day = [['09:00', '18:00']];
      const calendar = { zone: 'Europe/Warsaw', week: [day, day, day, day, day, [], []], exceptions: {} };
      return { company: 'Nordwind Bikes', target_seconds: 300, calendar };
    },
  ],
  ['GET', /^\/reports\/waiting$/, () => ({ items: waitingRows(), operators: [] })],
  [
    'GET',
    /^\/reports\/response\/conversations$/,
    () =>
      page(
        all()
          .slice(0, 30)
          .map((conversation, i) => ({
            conversation,
            wait: {
              opened_at: data.iso(Date.now() - i * 3_000_000),
              ended_at: i % 6 === 5 ? null : data.iso(Date.now() - i * 3_000_000 + 60_000 * (i + 2)),
              response_ms: i % 6 === 5 ? null : 60_000 * (i + 2),
              answered_by: i % 6 === 5 ? null : { id: 2, name: 'Tomasz Lis' },
            },
          })),
      ),
  ],
];
const uploaded = new Map();
function find(id) {
  const one = data.conversations.get(Number(id));
  if (!one) throw new Problem(404, 'not_found', 'No such conversation');
  return one;
}

function picture(name) {
  return name.endsWith('.svg')
    ? '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900"><rect width="1200" height="900" fill="#cfe3da"/><g fill="none" stroke="#1a6652" stroke-width="26" stroke-linecap="round" stroke-linejoin="round"><circle cx="330" cy="600" r="170"/><circle cx="870" cy="600" r="170"/><path d="M330 600l150-320h260l130 320M480 280l180 320H330M690 600l120-260M740 200h110l20 80M400 280h130"/></g></svg>'
    : 'file';
}

const server = createServer((request, answer) => {
  const url = new URL(request.url, 'http://x');
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    const send = (status, body, headers = {}) => {
      answer.writeHead(status, { 'Cache-Control': 'no-cache', ...headers });
      answer.end(body);
    };
    const json = (status, value) =>
      send(status, JSON.stringify(value), {
        'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json',
      });
    const path = url.pathname;
    // What a test turns: /mock/say?id= brings a customer's message, /mock/break and /mock/mend the server.
    if (path === '/mock/say')
      return json(200, addMessage(find(url.searchParams.get('id')), { text: url.searchParams.get('text') ?? 'Halo?' }));
    if (path === '/mock/frame') {
      push(JSON.parse(url.searchParams.get('json')));
      return json(200, {});
    }
    if (path === '/mock/ids')
      return json(200, Object.fromEntries(Object.entries(data.featured).map(([name, one]) => [name, one.id])));
    if (path === '/mock/out') {
      signedIn = false;
      return json(200, {});
    }
    if (path === '/mock/break' || path === '/mock/mend') {
      broken = path === '/mock/break';
      if (broken) for (const socket of sockets) socket.destroy();
      return json(200, {});
    }
    if (path.startsWith('/mock/'))
      return send(200, picture(path), { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' });
    if (path.startsWith('/api/v1')) {
      if (broken) return json(503, { code: 'unavailable', detail: 'broken on purpose' });
      const place = path.slice(7);
      if (!signedIn && !/^\/(session|setup)$/.test(place)) return json(401, { code: 'unauthorized' });
      if (place === '/attachments' && request.method === 'POST') {
        const name = url.searchParams.get('name');
        const type = request.headers['content-type'];
        const file = {
          id: data.id(),
          kind: type.startsWith('image/') ? 'image' : 'file',
          name,
          content_type: type,
          size: Buffer.concat(chunks).length,
          width: 800,
          height: 600,
          duration_ms: null,
          state: 'ready',
          reason: null,
          url: `/mock/${encodeURIComponent(name)}`,
        };
        uploaded.set(file.id, file);
        return json(201, file);
      }
      const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      for (const [method, pattern, run] of routes) {
        const match = method === request.method && place.match(pattern);
        if (!match) continue;
        try {
          const value = run(match.slice(1), url.searchParams, body);
          return value === undefined
            ? send(204)
            : json(method === 'POST' && place.endsWith('/messages') ? 201 : 200, value);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          return json(error.status, error.body);
        }
      }
      return json(404, { code: 'not_found', detail: `${request.method} ${place}` });
    }
    const file = join(dist, path.startsWith('/widget/') ? '' : 'app', normalize(path));
    if (path.includes('.')) {
      return existsSync(file)
        ? send(200, readFileSync(file), { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' })
        : json(404, { code: 'not_found' });
    }
    return send(200, readFileSync(join(dist, 'app/index.html')), {
      'Content-Type': types['.html'],
      'Content-Security-Policy': csp,
    });
  });
});
server.on('upgrade', (request, socket) => {
  if (broken || !signedIn) return socket.destroy();
  const key = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  const after = Number(new URL(request.url, 'http://x').searchParams.get('after') ?? 0);
  socket.write(
    frame(
      JSON.stringify({
        type: 'hello',
        seq,
        user_id: me.id,
        now: new Date().toISOString(),
        presence: data.users.map(one => ({ user_id: one.id, state: one.presence })),
      }),
    ),
  );
  const missed = after ? log.filter(one => one.seq > after) : [];
  if (missed.length) socket.write(frame(JSON.stringify(missed)));
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => sockets.delete(socket));
  socket.on('data', () => {});
  socket.write(
    frame(
      JSON.stringify({
        type: 'typing',
        conversation_id: data.featured.julia.id,
        by: 'contact',
        user_id: null,
        on: true,
      }),
    ),
  );
  socket.write(frame(JSON.stringify({ type: 'viewing', conversation_id: data.featured.orlov.id, user_ids: [2] })));
  socket.write(frame(JSON.stringify({ type: 'viewing', conversation_id: data.featured.marek.id, user_ids: [1, 2] })));
});
server.listen(port, '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${port}`));
