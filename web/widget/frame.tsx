/** The chat in its frame: meets the loader, starts the session, draws. */
import { render } from 'preact';
import { cell, follow } from './cell';
import { makeChat } from './chat';
import { brand } from './color';
import './frame.css';
import { type Host, meetHost } from './host';
import { parsePage } from './protocol';
import { unread } from './state';
import { App } from './views/App';
import { loadWords } from './words';

/** The loader names the language in our address, so that its words come while it still greets us. */
void loadWords(new URLSearchParams(location.search).get('lang') ?? '');

async function start(host: Host): Promise<void> {
  const chat = makeChat(host);
  void chat.enter();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const words = cell(await loadWords(host.hello.language));

  const close = () => {
    chat.isOpen.value = false;
    host.say('close');
  };
  host.hear(([name, value]) => {
    if (name === 'open') chat.isOpen.value = true;
    else if (name === 'close') chat.isOpen.value = false;
    else if (name === 'page') chat.move(parsePage(value));
    else if (name === 'lang') chat.language.value = `${value}`;
    else if (name === 'identify') chat.identify(value);
    else if (name === 'logout') chat.logout();
  });
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.defaultPrevented) close();
  });

  const root = document.documentElement;
  const theme = () => {
    root.dataset.theme = dark.matches ? 'dark' : 'light';
  };
  theme();
  dark.addEventListener('change', theme);
  follow([chat.site], () => {
    for (const [name, color] of Object.entries(brand(chat.site.value?.color ?? host.hello.color)))
      root.style.setProperty(`--brand-${name}`, color);
  });
  chat.language.watch(async () => {
    const next = await loadWords(chat.language.value);
    words.value = next;
  });
  follow([words], () => {
    root.lang = words.value.language;
  });
  let told = 0;
  follow([chat.isOpen, chat.messages, chat.readTop], () => {
    const news = chat.isOpen.value ? [] : unread(chat);
    const last = news.at(-1);
    if (news.length === told) return;
    told = news.length;
    const { t } = words.value;
    host.say('unread', {
      count: told,
      label: t('loader.news', { count: told }),
      mute: t('loader.mute'),
      name: last?.name ?? t('thread.bot'),
      preview: (last?.text || last?.attachments[0]?.name || '').slice(0, 140),
    });
  });
  render(<App chat={chat} words={words} given={host.hello.name} close={close} />, document.body);
}

void meetHost().then(start);
