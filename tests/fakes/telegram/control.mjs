/**
 * Driving the fake from another process, JSON in and out:
 *
 *   GET  /_fake/ledger | calls | violations | bots
 *   POST /_fake/bots      {"token"?,"username"?}
 *   POST /_fake/persons   {"id"?,"first_name"?,...}
 *   POST /_fake/person/ID/DOES   {"bot": ID or token, "args": [...]}   DOES: a verb of Person (start, write, sendPhoto …)
 *   POST /_fake/faults    {"method","kind",...} or {"clear":true} or {"duplicate_updates":N} or {"revoke":BOT}
 *
 * @param {import('./server.mjs').TelegramFake} fake @param {string} verb @param {URL} url @param {Buffer} body
 * @param {import('node:http').ServerResponse} response
 */
export function control(fake, verb, url, body, response) {
  const answer = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  try {
    const [, , what, id, does] = url.pathname.split('/');
    const given = verb === 'POST' && body.length ? JSON.parse(body.toString('utf8')) : {};
    if (verb === 'GET') {
      const bots = () => [...fake.state.bots.values()].map((bot) => ({ id: bot.user.id, token: bot.token, webhook: bot.webhook.url, pending: bot.queue.length }));
      const lists = { ledger: () => fake.ledger, calls: () => fake.calls, violations: () => fake.violations, bots };
      return what in lists ? answer(200, lists[what]()) : answer(404, { error: `no list ${what}` });
    }
    if (what === 'bots') {
      const bot = fake.addBot(given);
      return answer(201, { id: bot.user.id, token: bot.token, username: bot.user.username });
    }
    if (what === 'persons') return answer(201, fake.person(given).user);
    if (what === 'person') return answer(200, act(fake, Number(id), does, given) ?? {});
    if (what === 'faults') {
      if (given.clear) fake.faults.clear();
      else if (given.duplicate_updates) fake.faults.duplicateUpdates += given.duplicate_updates;
      else if (given.revoke) fake.revoke(botOf(fake, given.revoke));
      else fake.faults.next(given.method ?? '*', given);
      return answer(200, {});
    }
    return answer(404, { error: `nothing at ${url.pathname}` });
  } catch (error) {
    return answer(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

const verbs = ['start', 'write', 'sendPhoto', 'sendDocument', 'sendVoice', 'sendSticker', 'sendLocation', 'sendContact', 'sendAlbum', 'edit', 'press', 'block', 'unblock'];

/** @param {import('./server.mjs').TelegramFake} fake @param {number} id @param {string} does @param {any} given */
function act(fake, id, does, given) {
  if (!verbs.includes(does)) throw new Error(`a person can ${verbs.join(', ')}; not ${does}`);
  return fake.person({ id })[does](botOf(fake, given.bot), ...(given.args ?? []));
}

/** @param {import('./server.mjs').TelegramFake} fake @param {string | number | undefined} which */
function botOf(fake, which) {
  const bots = [...fake.state.bots.values()];
  const bot = which === undefined ? bots[0] : bots.find((one) => one.token === which || one.user.id === which);
  if (!bot) throw new Error(`no bot ${which}`);
  return bot;
}
