import { bareHttp, bareQueries, largeCompany, report } from './large.mjs';

/** Words of what was said, the commonest first. @param {string[]} texts */
function wordsByUse(texts) {
  const uses = new Map();
  for (const word of texts.join(' ').toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []) uses.set(word, (uses.get(word) ?? 0) + 1);
  return [...uses].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}

/** A search among the words, names and numbers of a million conversations, newest first. */
export default async function search() {
  const company = await largeCompany(), { get, server } = company;
  const some = await company.spread(300);
  const texts = [];
  for (const each of some) texts.push(...(await get(`/conversations/${each.id}/messages?limit=40`)).items.map((message) => message.text ?? ''));
  const words = wordsByUse(texts), middle = words.slice(Math.floor(words.length / 3), Math.floor((words.length * 2) / 3));
  const people = some.map((each) => each.contact).filter((contact) => contact?.name);
  const digits = (await Promise.all(some.slice(0, 100).map((each) => get(`/conversations/${each.id}`)))).map(({ contact_detail: contact }) => contact.phone?.replace(/\D/g, '')).filter(Boolean);
  const asked = {
    'a common word': [words.slice(5, 45), 'fts_uni.common_newest'],
    'a word now and then': [middle, 'fts_uni.middle_newest'],
    'a rare word': [words.slice(-200), 'fts_uni.rare_newest'],
    'two words': [texts.filter((text) => text.length > 20).slice(0, 200).map((text) => wordsByUse([text]).slice(0, 2).join(' ')), 'fts_uni.two_words_newest'],
    'a word begun': [middle.map((word) => word.slice(0, 4)), 'fts_uni.prefix_newest'],
    'part of a name': [people.map((each) => each.name.slice(1, 6)), 'fts_tri.substring_newest'],
    'part of a number': [digits.map((each) => each.slice(-7)), 'fts_tri.substring_newest'],
    'nothing there': [['zxqvwyk', 'qqqwwwxxx'], 'fts_uni.rare_newest'],
  };
  const http = await bareHttp(), queries = bareQueries('search');
  for (const [what, [questions, probe]] of Object.entries(asked)) {
    if (questions.length === 0) throw new Error(`nothing to ask for: ${what}`);
    report('search', what, company, questions.map((each) => `/search?limit=50&q=${encodeURIComponent(each)}`), http, queries?.[probe]);
  }
  await server.stop();
}
