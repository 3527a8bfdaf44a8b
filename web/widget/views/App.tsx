import { type Cell, useCells } from '../cell';
import type { Chat } from '../chat';
import type { Words } from '../words';
import { Composer } from './Composer';
import { Head } from './Head';
import { Icon } from './Icon';
import { Greeting } from './Start';
import { Thread } from './Thread';
import { useLater, ViewContext } from './view';

interface Props {
  readonly chat: Chat;
  readonly words: Cell<Words>;
  readonly given: string;
  close(): void;
}

export function App({ chat, words, given, close }: Props) {
  useCells(
    words,
    chat.site,
    chat.messages,
    chat.outgoing,
    chat.uploads.going,
    chat.known,
    chat.line,
    chat.keepsNothing,
  );
  const name = chat.site.value?.name ?? given;
  const { t } = words.value;
  const line = chat.line.value;
  const site = chat.site.value;
  const isEmpty = !chat.messages.value.length && !chat.outgoing.value.length && !chat.uploads.going.value.length;
  const asks = (site ? site.prechat : chat.expectsForm) && !chat.known.value && isEmpty;
  const form = useLater(asks, () => import('./Prechat'));
  return (
    <ViewContext.Provider value={{ chat, words: words.value, name, close }}>
      <main class="chat">
        <Head />
        <div role="status">
          {(line === 'lost' || line === 'off') && (
            <p class="notice">
              <Icon name="alert" small />
              {t(`line.${line}`)}
            </p>
          )}
          {chat.keepsNothing.value && chat.known.value && <p class="notice calm">{t('line.nothingKept')}</p>}
        </div>
        {asks ? site && form && <form.Prechat site={site} /> : site && isEmpty ? <Greeting site={site} /> : <Thread />}
        {!asks && <Composer />}
      </main>
    </ViewContext.Provider>
  );
}
