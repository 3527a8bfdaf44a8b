import { bareHttp, bareQueries, largeCompany, report } from './large.mjs';

/** What a screen asks for, and the bare query under it (the probe's name). */
const lists = {
  'my queue': ['view=mine&sort=wait', 'inbox_open_mine'],
  'all open': ['view=all', 'inbox_open_all'],
  'all open, one channel': ['view=all&channel=CHANNEL', 'inbox_open_channel'],
  'waiting longest': ['view=waiting', 'inbox_open_all'],
  'closed, any page': ['view=closed&cursor=CURSOR', 'inbox_closed_deep_keyset'],
  'closed, of one person': ['view=closed&assignee=ASSIGNEE', 'inbox_open_mine'],
  'closed, one tag': ['view=closed&tag=TAG', 'inbox_open_channel'],
  'closed, one source': ['view=closed&source=SOURCE', 'inbox_open_channel'],
};

/** Lists, counts and opening a conversation among a million: the time of the answer whole, against a bare server's answer and the bare query together. */
export default async function inbox() {
  const http = await bareHttp(), queries = { ...bareQueries('inbox'), ...bareQueries('conversation') };
  for (const engine of /** @type {const} */ (['sqlite', 'postgresql'])) await asked(await largeCompany(engine), http, queries);
}
/** @param {Awaited<ReturnType<typeof largeCompany>>} company @param {any} http @param {any} queries */
async function asked(company, http, queries) {
  const { get } = company;
  const some = await company.spread(400);
  const [channels, users, tags, sources] = await Promise.all(['/channels', '/users', '/tags', '/conversations/sources'].map(async (path) => (await get(path)).items));
  const pick = (list, i) => list[i % list.length];
  const told = (what, questions, probe) => report('inbox', what, company, questions, http, queries[probe]);
  for (const [what, [question, probe]] of Object.entries(lists)) {
    told(what, some.map((each, i) => '/conversations?limit=50&' + question.replace('CURSOR', String(each.id)).replace('CHANNEL', pick(channels, i).id)
      .replace('ASSIGNEE', pick(users, i).id).replace('TAG', encodeURIComponent(pick(tags, i).name)).replace('SOURCE', encodeURIComponent(pick(sources, i).name))), probe);
  }
  told('counts', ['/conversations/counts']);
  told('open a conversation', some.map((each) => `/conversations/${each.id}`), 'open_clustered');
  told('its messages', some.map((each) => `/conversations/${each.id}/messages?limit=40`), 'open_clustered');
  await company.stop();
}
