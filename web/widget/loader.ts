/**
 * The one script in the shop's page: button, badge, peek, and the frame when it is wanted. It reads no message and holds
 * no secret but sealed ones; everything that matters lives in the frame, on the other origin.
 */
import { loaderStyle } from './loader.css';
import type { Site } from './site';
import { lastPage, watchPage } from './visit';
import { words } from './words.gen';

declare const __PARLEY_SITE__: Site;
type Handler = (detail?: unknown) => void;
declare global {
  interface Window {
    Parley?: ((name: string, ...rest: unknown[]) => void) & { q?: Iterable<Iterable<unknown>> };
  }
}

function start(site: Site): void {
  const shelf = `parley:${site.key}`;
  const handlers: Record<string, Handler[]> = {};
  let forced = site.language;
  let frame: HTMLIFrameElement | undefined;
  let port: MessagePort | undefined;
  let isOpen = false;
  let news = 0;
  let newsLabel = '';
  /** Lets go of the lock on the ticket that was used. */
  let settled: Handler;

  // ---- the shop's storage; where it is closed, memory of this page
  let kept: Record<string, unknown> = {};
  let keeps = true;
  const read = () => {
    try {
      kept = JSON.parse(localStorage[shelf] || '{}');
    } catch {
      keeps = false;
    }
    return kept;
  };
  const keep = (id: unknown, text?: unknown) => {
    if (id) read()[id as string] = text;
    else kept = {};
    try {
      localStorage[shelf] = JSON.stringify(kept);
    } catch {}
  };

  // ---- elements
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, parent: ParentNode, made: object) => {
    const element = Object.assign(document.createElement(tag), made);
    parent.append(element);
    return element;
  };
  const host = document.createElement('parley-chat');
  const root = host.attachShadow({ mode: 'closed' });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(loaderStyle);
    root.adoptedStyleSheets = [sheet];
  } catch {
    make('style', root, { textContent: loaderStyle });
  }
  const all = make('div', root, { className: site.position });
  const panel = make('div', all, { className: 'p' });
  const peek = make('div', all, { className: 'k', role: 'status', hidden: true });
  const button = make('button', all, { className: 'l' });
  const badge = make('b', button, {});
  const [svg, path] = ['svg', 'path'].map(tag =>
    document.createElementNS('http://www.w3.org/2000/svg', tag),
  ) as unknown as [Element, Element];
  svg.append(path);
  button.append(svg);
  // White where it reads at 4.5:1 on the brand's colour, else black, which then does: 0.18 of 255 ** 2.2.
  const rgb = +site.color.replace('#', '0x');
  const light = (shift: number) => ((rgb >> shift) & 255) ** 2.2;
  all.style.setProperty('--c', site.color);
  all.style.setProperty('--o', 0.21 * light(16) + 0.72 * light(8) + 0.07 * light(0) < 35453 ? '#fff' : '#000');

  const language = () =>
    ([forced, document.documentElement.lang, ...navigator.languages]
      .map(tag => `${tag}`.slice(0, 2))
      .find(tag => tag in words) || 'en') as keyof typeof words;
  const title = () => `${words[language()]}: ${site.name}`;
  const label = () => {
    button.ariaLabel = (!isOpen && news && newsLabel) || title();
    button.ariaExpanded = isOpen as unknown as string;
    path.setAttribute('d', isOpen ? 'M7 10l5 5 5-5' : 'M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z');
    badge.hidden = !news || isOpen;
    badge.textContent = news as unknown as string;
  };

  // ---- the frame
  const say = (name: string, value?: unknown) => port?.postMessage([name, value]);
  const tell = (name: string, detail?: unknown) => handlers[name]?.map(handler => handler(detail));
  const load = () => {
    if (frame) return;
    panel.textContent = '';
    const alarm = setTimeout(() => {
      port = frame = undefined;
      panel.textContent = '';
      make('button', panel, { textContent: `↻ ${title()}`, onclick: load });
    }, 15000);
    const { port1, port2 } = new MessageChannel();
    port = port1;
    port.onmessage = ({ data }) => {
      clearTimeout(alarm);
      hear[data[0]]?.(Object(data[1]));
    };
    frame = make('iframe', panel, {
      title: title(),
      allow: 'microphone',
      sandbox:
        'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
      src: `${site.origin}/widget/frame?key=${site.key}&lang=${language()}`,
    });
    const hello = () =>
      new Promise(done => {
        settled = done;
        const value = { ...site, page: lastPage(), language: language(), open: isOpen, kept, keeps };
        frame!.contentWindow!.postMessage(['hello', value], site.origin, [port2]);
      });
    // A ticket works once, and each has its own lock: whoever has that turns the ticket in. The others read again, since
    // what another tab has kept may come to this one's storage later than its lock.
    const turn = () => {
      if (port === port1) {
        frame!.onload = null;
        if (navigator.locks && read().ticket)
          navigator.locks.request(kept.ticket as string, { ifAvailable: true }, lock =>
            lock ? hello() : setTimeout(turn, 99),
          );
        else hello();
      }
    };
    frame.onload = turn;
  };
  const hear: Record<string, (value: Record<string, unknown>) => void> = {
    ready: () => {
      if (isOpen) frame!.focus();
    },
    booted: () => setTimeout(settled, 15000),
    close: () => close(),
    keep: ({ id, text }) => {
      keep(id, text);
      say('kept', [id, kept]);
    },
    event: ({ name, detail }) => tell(name as string, detail),
    unread: value => {
      const count = value.count as number;
      peek.hidden = count <= news || isOpen || !!read().mute;
      news = count;
      newsLabel = value.label as string;
      label();
      peek.textContent = '';
      make('button', peek, { onclick: open, textContent: value.preview }).prepend(
        make('b', peek, { textContent: value.name }),
      );
      make('button', peek, {
        className: 'x',
        textContent: '×',
        ariaLabel: value.mute,
        onclick: () => {
          peek.hidden = true;
          keep('mute', 1);
        },
      });
      tell('unread', news);
    },
  };

  // ---- opening and closing
  const view = visualViewport;
  /** On a phone the keyboard lies over the page: the panel takes what is left to see. */
  const stretch = () => {
    panel.style.height = isOpen && view && panel.offsetWidth === innerWidth ? `${view.height}px` : '';
  };
  const turn = (name: string) => {
    isOpen = name === 'open';
    panel.className = isOpen ? 'p o' : 'p';
    peek.hidden = true;
    label();
    stretch();
    say(name);
    tell(name);
  };
  const open = () => {
    load();
    turn('open');
    frame!.focus();
  };
  const close = () => {
    if (!isOpen) return;
    turn('close');
    button.focus();
  };
  const toggle = () => (isOpen ? close() : open());
  const commands: Record<string, (...rest: never[]) => void> = {
    open,
    close,
    toggle,
    show: () => {
      all.hidden = false;
    },
    hide: () => {
      close();
      all.hidden = true;
    },
    on: (name: string, handler: Handler) => {
      handlers[name] = [...(handlers[name] ?? []), handler];
    },
    lang: (tag: string) => {
      forced = tag;
      label();
      say('lang', language());
    },
  };
  const queue = window.Parley?.q || [];
  window.Parley = (name, ...rest) => {
    if (commands[name]) commands[name](...(rest as never[]));
    else {
      // identify, logout: the frame's business.
      load();
      say(name, rest);
    }
  };
  button.onclick = toggle;
  button.onpointerenter = button.onfocus = load;
  // A handler that answers false takes the key from the button.
  all.onkeydown = event => {
    if (event.key === 'Escape') close();
  };
  if (view) view.onresize = stretch;
  const place = () => host.isConnected || document.body.append(host);
  watchPage(page => {
    place();
    say('page', page);
  });
  const begin = () => {
    label();
    place();
    for (const call of queue) window.Parley!(...(call as [string]));
    // Somebody who has written here before sees a badge without opening anything.
    if (read().known) (window.requestIdleCallback || setTimeout)(load);
  };
  if (document.body) begin();
  else addEventListener('load', begin);
}

if (!window.Parley || window.Parley.q) start(__PARLEY_SITE__);
