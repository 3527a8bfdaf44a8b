// A stand-in for the server's widget side, for the tests and for working on the look: node widget/test/mock-server.mjs
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';

const dist = new URL('../../dist/', import.meta.url).pathname;
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
};
const secret = () => randomBytes(32).toString('base64url');
const frameHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export async function startMock({ port = 0, site = {}, autoReply = false } = {}) {
  const settings = {
    name: 'Nordwind Bikes',
    color: '#1A6652',
    position: 'right',
    language: null,
    prechat: null,
    expected_reply_seconds: 240,
    online: true,
    operators: [{ name: 'Olga Nowak' }, { name: 'Tomasz Lis' }],
    ...site,
  };
  const visitors = new Map();
  const tickets = new Map();
  const files = new Map();
  const log = { requests: [], boots: [], posts: [], frames: [] };
  let nextId = 1;
  let seq = 0;
  let isDown = false;
  let isSilent = false;

  const push = (visitor, event) => {
    const numbered = 'message' in event ? { ...event, seq: ++seq } : event;
    if ('message' in event) visitor.events.push(numbered);
    for (const socket of visitor.sockets) socket.send(JSON.stringify(numbered));
  };
  const addMessage = (visitor, message) => {
    const whole = {
      id: nextId++,
      client_id: null,
      name: null,
      at: new Date().toISOString(),
      status: 'sent',
      attachments: [],
      deleted: false,
      ...message,
    };
    visitor.messages.push(whole);
    push(visitor, { type: 'message', message: whole });
    return whole;
  };
  const makeVisitor = () => {
    const visitor = { token: secret(), seal_key: secret(), messages: [], events: [], sockets: new Set(), profile: {} };
    visitors.set(visitor.token, visitor);
    return visitor;
  };
  const control = {
    log,
    visitors,
    settings,
    only: () => [...visitors.values()].findLast(visitor => visitor.messages.length) ?? [...visitors.values()].at(-1),
    says: (text, more = {}) => addMessage(control.only(), { from: 'operator', name: 'Olga', text, ...more }),
    typing: on => push(control.only(), { type: 'typing', on, name: 'Olga' }),
    read: () => {
      const visitor = control.only();
      const own = visitor.messages.filter(message => message.from === 'visitor');
      for (const message of own) message.status = 'read';
      push(visitor, { type: 'read', up_to: own.at(-1)?.id ?? 0 });
    },
    closed: () => push(control.only(), { type: 'closed' }),
    /** As a stopped process: nobody answers, lines break. */
    down: () => {
      isDown = true;
      for (const visitor of visitors.values()) for (const socket of visitor.sockets) socket.terminate();
    },
    up: () => {
      isDown = false;
    },
    /** Takes messages and loses the answers on the way. */
    silent: on => {
      isSilent = on;
    },
  };

  const body = async request => {
    const parts = [];
    for await (const part of request) parts.push(part);
    return Buffer.concat(parts);
  };
  const json = (response, status, value) => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(value));
  };
  const file = (response, path, headers = {}, change = text => text) => {
    const whole = normalize(join(dist, path));
    if (!whole.startsWith(dist) || !existsSync(whole)) return json(response, 404, { code: 'not_found' });
    response.writeHead(200, { 'Content-Type': types[extname(whole)] ?? 'application/octet-stream', ...headers });
    const bytes = readFileSync(whole);
    response.end(/\.(html|js)$/.test(whole) ? change(bytes.toString()) : bytes);
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const origin = `http://localhost:${server.address().port}`;
    log.requests.push({ method: request.method, path: url.pathname, headers: request.headers });
    if (isDown) return request.socket.destroy();
    if (url.pathname === '/widget.js') {
      const { key = url.searchParams.get('key'), name, color, position, language } = settings;
      const inlined = JSON.stringify({ key, origin, name, color, position, language });
      return file(response, 'widget/loader.js', {}, text => text.replace('__PARLEY_SITE__', () => inlined));
    }
    if (url.pathname === '/widget/frame') return file(response, 'widget/frame.html', frameHeaders);
    if (url.pathname.startsWith('/widget/assets/'))
      return file(response, url.pathname, { 'Cache-Control': 'public, max-age=31536000, immutable' });
    if (url.pathname === '/demo/site')
      return file(response, 'demo/index.html', {}, text => text.replaceAll('__WIDGET_KEY__', 'k1'));
    if (url.pathname.startsWith('/demo/site/'))
      return file(response, `demo/${url.pathname.slice(11)}`, {}, text => text.replaceAll('__WIDGET_KEY__', 'k1'));
    if (url.pathname === '/widget/api/boot') {
      const asked = JSON.parse(await body(request));
      log.boots.push(asked);
      let visitor = visitors.get(asked.token);
      if (!visitor && asked.ticket) {
        visitor = tickets.get(asked.ticket);
        tickets.delete(asked.ticket);
        if (!visitor) return json(response, 401, { code: 'ticket_used' });
      }
      visitor ??= makeVisitor();
      const ticket = secret();
      tickets.set(ticket, visitor);
      return json(response, 200, {
        token: visitor.token,
        ticket,
        seal_key: visitor.seal_key,
        site: settings,
        visitor: { name: visitor.profile.name ?? null, known: visitor.messages.length > 0 },
        conversation: visitor.messages.length ? { id: 1, messages: visitor.messages, last_seq: seq } : null,
      });
    }
    if (url.pathname.startsWith('/widget/api/attachments/')) {
      const found = files.get(Number(url.pathname.split('/').pop()));
      if (!found) return json(response, 404, {});
      response.writeHead(200, { 'Content-Type': found.type });
      return response.end(found.bytes);
    }
    if (url.pathname.startsWith('/widget/api/')) {
      const visitor = visitors.get((request.headers.authorization ?? '').replace('Bearer ', ''));
      if (!visitor) return json(response, 401, { code: 'unauthorized' });
      if (url.pathname === '/widget/api/messages' && request.method === 'GET')
        return json(response, 200, {
          items: visitor.messages.filter(message => message.id > Number(url.searchParams.get('after') ?? 0)),
        });
      if (url.pathname === '/widget/api/messages') {
        const asked = JSON.parse(await body(request));
        log.posts.push(asked);
        if (asked.text === 'refuse me') return json(response, 422, { code: 'invalid' });
        const known = visitor.messages.find(message => message.client_id === asked.client_id);
        if (asked.profile) visitor.profile = asked.profile;
        const message =
          known ??
          addMessage(visitor, {
            from: 'visitor',
            client_id: asked.client_id,
            text: asked.text,
            attachments: asked.attachments.map(id => files.get(id).attachment),
          });
        if (isSilent) return request.socket.destroy();
        if (autoReply && !known) setTimeout(() => control.typing(true), 700);
        if (autoReply && !known) setTimeout(() => control.says('Thank you! One moment, I will look it up.'), 2500);
        return json(response, known ? 200 : 201, message);
      }
      if (url.pathname === '/widget/api/attachments') {
        const bytes = await body(request);
        const id = files.size + 1;
        const type = request.headers['content-type'];
        const isImage = type.startsWith('image/');
        const attachment = {
          id,
          kind: isImage ? 'image' : 'file',
          name: url.searchParams.get('name'),
          content_type: type,
          size: bytes.length,
          width: isImage ? 320 : null,
          height: isImage ? 200 : null,
          state: 'ready',
          url: `/widget/api/attachments/${id}?access=x`,
        };
        files.set(id, { bytes, type, attachment });
        return json(response, 201, attachment);
      }
    }
    if (url.pathname === '/host') return host(url, response, origin);
    if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
    return json(response, 404, { code: 'not_found' });
  });

  // A shop's page as bad as they come: ?hostile resets everything, ?csp allows nothing but our script and frame.
  const host = (url, response, origin) => {
    const csp = url.searchParams.has('csp')
      ? {
          'Content-Security-Policy': `default-src 'none'; style-src 'sha256-none' 'self'; script-src ${origin}; frame-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`,
        }
      : {};
    const style = url.searchParams.has('hostile') ? '<link rel="stylesheet" href="/hostile.css">' : '';
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...csp });
    response.end(
      `<!doctype html><html lang="${url.searchParams.get('lang') ?? 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>A shop</title>${style}<script async src="${origin}/widget.js?key=k1"></script></head><body><main><h1>A shop</h1><p>${'Words and words. '.repeat(200)}</p></main></body></html>`,
    );
  };
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.url === '/hostile.css') {
      response.writeHead(200, { 'Content-Type': 'text/css' });
      return response.end('*{all:unset!important;display:none!important}html,body,main,h1,p{display:block!important}');
    }
    return listeners[0](request, response);
  });

  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (isDown) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, line => {
      line.once('message', raw => {
        const { type, token, after } = JSON.parse(raw);
        const visitor = visitors.get(token);
        if (type !== 'auth' || !visitor) return line.close(4401);
        visitor.sockets.add(line);
        line.on('close', () => visitor.sockets.delete(line));
        line.on('message', data => {
          const frame = JSON.parse(data);
          log.frames.push(frame);
          if (frame.type === 'read')
            for (const message of visitor.messages)
              if (message.from === 'operator' && message.id <= frame.up_to) message.status = 'read';
        });
        line.send(JSON.stringify({ type: 'hello', seq }));
        const missed = visitor.events.filter(event => event.seq > after);
        if (missed.length) line.send(JSON.stringify(missed));
      });
    });
  });
  await new Promise(resolve => server.listen(port, '0.0.0.0', resolve));
  const at = server.address().port;
  return {
    ...control,
    /** The widget's own origin, and the shop's: on another site, or on the same one. */
    origin: `http://localhost:${at}`,
    shop: `http://127.0.0.1:${at}`,
    stop: () => {
      for (const visitor of visitors.values()) for (const socket of visitor.sockets) socket.terminate();
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    },
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const mock = await startMock({ port: Number(process.env.PORT ?? 8099), autoReply: true });
  console.log(`${mock.origin}/demo/site  ${mock.shop}/host`);
}
