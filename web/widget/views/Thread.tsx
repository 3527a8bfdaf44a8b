import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { clockTime, dayName, daysAgo, ms } from '../../shared/time';
import { useCells } from '../cell';
import { type Message, sameRun } from '../model';
import { unread } from '../state';
import { Bubble } from './Bubble';
import { Face } from './Face';
import { Icon } from './Icon';
import { useLater, useView } from './view';
import { Waiting } from './Waiting';

function Theirs({ message, isLast }: { message: Message; isLast: boolean }) {
  const { words, name } = useView();
  const who = message.from === 'bot' ? words.t('thread.bot') : (message.name ?? name);
  return (
    <>
      <div class="row">
        {isLast ? <Face name={who} /> : <span class="gap" />}
        <Bubble {...message} />
      </div>
      {isLast && (
        <div class="under">
          {who}, {clockTime(ms(message.at), words.language)}
        </div>
      )}
    </>
  );
}

function Mine({ message, isLast }: { message: Message; isLast: boolean }) {
  const { words } = useView();
  return (
    <>
      <div class="row mine">
        <span class="vh">{words.t('thread.you')}</span>
        <Bubble {...message} />
      </div>
      {isLast && (
        <div class="under mine">
          <Icon name={message.status === 'read' ? 'read' : 'sent'} small />
          {words.t(`thread.${message.status}`)}
        </div>
      )}
    </>
  );
}

export function Thread() {
  const { chat, words } = useView();
  const { t, language } = words;
  useCells(
    chat.messages,
    chat.outgoing,
    chat.uploads.going,
    chat.typing,
    chat.isOpen,
    chat.isClosed,
    chat.line,
    chat.atEnd,
    chat.readTop,
  );
  const box = useRef<HTMLDivElement>(null);
  const messages = chat.messages.value;
  const waiting = chat.outgoing.value.length + chat.uploads.going.value.length;
  const lastMine = messages.findLast(message => message.from === 'visitor');
  const now = Date.now();

  const rate = useLater(chat.isClosed.value, () => import('./Rating'));

  const toEnd = () => box.current?.scrollTo(0, box.current.scrollHeight);
  // Own words scroll down; theirs only where the end is being read.
  useLayoutEffect(toEnd, [waiting]);
  useLayoutEffect(() => {
    if (chat.atEnd.value) toEnd();
  }, [messages, chat.typing.value, chat.isOpen.value, chat.line.value]);
  useEffect(() => {
    const look = () => {
      const top = messages.findLast(message => message.from !== 'visitor')?.id ?? 0;
      if (chat.isOpen.value && chat.atEnd.value && !document.hidden && top > chat.readTop.value) chat.see(top);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [messages, chat.isOpen.value, chat.atEnd.value]);
  useEffect(() => {
    const stay = new ResizeObserver(() => {
      if (chat.atEnd.value) toEnd();
    });
    if (box.current?.firstElementChild) stay.observe(box.current.firstElementChild);
    if (box.current) stay.observe(box.current);
    return () => stay.disconnect();
  }, []);
  const onScroll = () => {
    const place = box.current;
    if (place) chat.atEnd.value = place.scrollHeight - place.scrollTop - place.clientHeight < 48;
  };

  return (
    <div class="middle">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard */}
      <section class="thread" ref={box} onScroll={onScroll} tabIndex={0} aria-label={t('thread.log')}>
        <div class="lines" role="log">
          {messages.map((message, i) => {
            const before = messages[i - 1];
            const isNewDay = !before || daysAgo(ms(before.at), ms(message.at)) !== 0;
            const isLast = !sameRun(message, messages[i + 1]);
            return (
              <div key={message.id} class="line">
                {isNewDay && <div class="day">{dayName(ms(message.at), now, language)}</div>}
                {message.from === 'visitor' ? (
                  <Mine message={message} isLast={message === lastMine && !chat.outgoing.value.length} />
                ) : (
                  <Theirs message={message} isLast={isLast} />
                )}
              </div>
            );
          })}
          <Waiting />
          {chat.isClosed.value && <div class="day">{t('thread.closed')}</div>}
          {rate && chat.isClosed.value && <rate.Rating />}
        </div>
        <div role="status">
          {chat.typing.value !== undefined && (
            <div class="row">
              <Face name={chat.typing.value || messages.findLast(one => one.from === 'operator')?.name || '…'} />
              <div class="bubble dots">
                <span class="vh">
                  {chat.typing.value ? t('thread.typing', { name: chat.typing.value }) : t('thread.typingNobody')}
                </span>
                <i />
                <i />
                <i />
              </div>
            </div>
          )}
        </div>
      </section>
      {!chat.atEnd.value && unread(chat).length > 0 && (
        <button type="button" class="newer" onClick={toEnd}>
          <Icon name="down" small />
          {t('thread.newer', { count: unread(chat).length })}
        </button>
      )}
    </div>
  );
}
