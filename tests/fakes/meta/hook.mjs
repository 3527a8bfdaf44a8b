import { createServer } from 'node:http';

/** Somebody to deliver to: keeps what came, answers what it is told to. @param {string} [word] of the handshake */
export async function startHook(word = 'word') {
  /** @type {{body: Buffer, headers: import('node:http').IncomingHttpHeaders, json: any}[]} */ const got = [];
  const hook = {
    got, word, status: 200, url: '',
    /** Events of every delivery, in their order, with the entry's id. @returns {any[]} */
    get events() {
      return got.flatMap(({ json }) => [json].flat().flatMap((one) => one.entry.flatMap((entry) => [...(entry.messaging ?? []), ...(entry.standby ?? []).map((event) => ({ standby: true, ...event })), ...(entry.changes ?? []), ...(entry.field ? [{ field: entry.field, value: entry.value }] : [])])));
    },
    clear: () => void got.splice(0),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://h');
    if (request.method === 'GET') return void response.end(url.searchParams.get('hub.verify_token') === hook.word && url.searchParams.get('hub.mode') === 'subscribe' ? url.searchParams.get('hub.challenge') : 'no');
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    got.push({ body, headers: request.headers, json: JSON.parse(body.toString('latin1')) });
    response.writeHead(hook.status).end('EVENT_RECEIVED');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  hook.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/hook`;
  return hook;
}

/** Asks until there is an answer. @template T @param {() => T | Promise<T>} ask @param {string} [what] @returns {Promise<NonNullable<T>>} */
export async function until(ask, what = 'it') {
  for (let i = 0; i < 1500; i++) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} did not come`);
}

/** Calls of a fake. @param {string} base with the version @param {() => string} token */
export function caller(base, token) {
  /** @param {string} method @param {string} path @param {any} [body] an object or a form @param {Record<string, string>} [headers] */
  return async (method, path, body, headers = {}) => {
    const form = body instanceof FormData;
    const answer = await fetch(`${base}${path}`, {
      method, headers: { ...(/access_token=/.test(path) ? {} : { authorization: `Bearer ${token()}` }), ...(body && !form ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
    });
    const json = await answer.json();
    return { status: answer.status, json, error: json.error ? [json.error.code, ...(json.error.error_subcode ? [json.error.error_subcode] : [])].join('/') : '' };
  };
}
