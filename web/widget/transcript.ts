/** The conversation as a page that needs nothing else: who, when, what, files by their names. */
import en from '../i18n/saved.en.json';
import pl from '../i18n/saved.pl.json';
import ru from '../i18n/saved.ru.json';
import { makeTranslate, textsOf } from '../shared/i18n';
import { fileSize, linkify } from '../shared/text';
import { clockTime, ms, playTime } from '../shared/time';
import type { Attachment, Message, Outgoing } from './model';
import type { Words } from './words';

const texts = { en, ru, pl };

export interface Told {
  readonly name: string;
  readonly words: Words;
  readonly messages: readonly Message[];
  readonly waiting: readonly Outgoing[];
  /** Nothing earlier is left out. */
  readonly whole: boolean;
  readonly now: Date;
}

const html = (text: string) =>
  text.replace(/[&<>"]/g, one => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? '');

const style = `body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem;border-bottom:1px solid #8886}h3{font-size:.9rem;margin:1rem 0 0}
time,small{font-weight:400;font-size:.8rem;opacity:.75}p,ul{margin:.1rem 0}article p{white-space:pre-wrap}ul{padding-left:1.2rem}
article{break-inside:avoid}.mine{border-left:3px solid #1a6652;padding-left:.8rem}`;

export function transcript({ name, words, messages, waiting, whole, now }: Told): { title: string; page: string } {
  const { t, language } = words;
  const s = makeTranslate(language, textsOf(texts[language]));
  const long = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'full' });

  const said = (text: string) =>
    linkify(text)
      .map(piece =>
        piece.href ? `<a href="${html(piece.href)}" rel="noopener">${html(piece.text)}</a>` : html(piece.text),
      )
      .join('');
  const fileName = ({ kind, name: file, size, duration_ms: span }: Attachment) => {
    const whole = { name: file, size: fileSize(size, language) };
    if (kind === 'image') return t('thread.image', whole);
    return kind === 'voice' && span ? s('voice', { span: playTime(span) }) : t('thread.file', whole);
  };
  const block = (
    { text, attachments, at }: Pick<Message, 'text' | 'attachments' | 'at'>,
    { who, isMine, mark }: { who: string; isMine: boolean; mark: string },
  ) => {
    const files = attachments.map(file => `<li>${html(fileName(file))}</li>`).join('');
    const time = `<time datetime="${html(at)}">${clockTime(ms(at), language)}</time>`;
    return `<article${isMine ? ' class="mine"' : ''}><h3>${html(who)} ${time}${mark && ` <small>${html(mark)}</small>`}</h3>
${text && `<p dir="auto">${said(text)}</p>`}${files && `<ul>${files}</ul>`}</article>`;
  };

  const lines: string[] = [];
  let last = '';
  const add = (at: string, line: string) => {
    const today = day.format(ms(at));
    if (today !== last) lines.push(`<h2>${html(today.charAt(0).toLocaleUpperCase(language) + today.slice(1))}</h2>`);
    last = today;
    lines.push(line);
  };
  for (const one of messages) {
    const isMine = one.from === 'visitor';
    const who = isMine ? t('thread.you') : one.from === 'bot' ? t('thread.bot') : (one.name ?? name);
    const mark = one.deleted ? t('thread.deleted') : one.edited ? t('thread.edited') : '';
    add(one.at, block(one, { who, isMine, mark }));
  }
  for (const one of waiting) add(one.at, block(one, { who: t('thread.you'), isMine: true, mark: s('waiting') }));

  const title = s('title', { name });
  const head = s('head', { count: messages.length + waiting.length, at: long.format(now) });
  const page = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${html(title)}</title><style>${style}</style></head>
<body><h1>${html(title)}</h1><p><small>${html(head)}</small></p>${whole ? '' : `<p>${html(s('cut'))}</p>`}
${lines.join('\n')}
</body></html>
`;
  return { title, page };
}
