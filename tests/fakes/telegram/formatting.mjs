import { badRequest } from './errors.mjs';

const tags = {
  b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', ins: 'underline', s: 'strikethrough',
  strike: 'strikethrough', del: 'strikethrough', code: 'code', pre: 'pre', blockquote: 'blockquote', a: 'text_link',
  'tg-spoiler': 'spoiler', span: 'spoiler', 'tg-emoji': 'custom_emoji',
};
const named = { lt: '<', gt: '>', amp: '&', quot: '"' };

/**
 * The HTML mode: text without tags and the entities they stood for, in UTF-16 units.
 * @param {string} html
 */
export function parseHtml(html) {
  let text = '';
  const entities = [];
  const open = [];
  for (const token of html.match(/<[^>]*>?|&(?:#\d+|#x[\da-f]+|\w+);|[^<&]+|&/gi) ?? []) {
    if (token[0] === '&' && token.length > 1) {
      const code = token.slice(1, -1);
      if (code[0] === '#') text += String.fromCodePoint(/^#x/i.test(code) ? parseInt(code.slice(2), 16) : Number(code.slice(1)));
      else text += named[code] ?? token;
      continue;
    }
    if (token[0] !== '<') {
      text += token;
      continue;
    }
    const tag = /^<(\/?)([a-z-]+)([^>]*)>$/i.exec(token);
    if (!tag || !tags[tag[2].toLowerCase()])
      throw badRequest(`can't parse entities: Unsupported start tag "${tag?.[2] ?? token.slice(1, 20)}" at byte offset ${Buffer.byteLength(text)}`);
    const name = tag[2].toLowerCase();
    if (tag[1]) {
      const begun = open.pop();
      if (begun?.name !== name) throw badRequest(`can't parse entities: Unmatched end tag at byte offset ${Buffer.byteLength(text)}`);
      const { offset, extra } = begun;
      if (text.length > offset) entities.push({ type: tags[name], offset, length: text.length - offset, ...extra });
    } else {
      const href = /\bhref="([^"]*)"/.exec(tag[3]);
      open.push({ name, offset: text.length, extra: href ? { url: href[1].replace(/&(\w+);/g, (all, word) => named[word] ?? all) } : {} });
    }
  }
  if (open.length) throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${open[0].name}"`);
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities };
}

/**
 * What Telegram finds in plain text by itself; enough of it for the messages of persons.
 * @param {string} text
 */
export function findEntities(text) {
  const found = [];
  const look = (type, pattern) => {
    for (const match of text.matchAll(pattern)) found.push({ offset: match.index, length: match[0].length, type });
  };
  look('bot_command', /(?<=^|\s)\/[a-z0-9_]{1,32}(?:@\w+)?/gi);
  look('url', /https?:\/\/[^\s]+/g);
  look('email', /(?<=^|\s)[\w.+-]+@[\w-]+\.[\w.]+/g);
  return found.sort((a, b) => a.offset - b.offset);
}
