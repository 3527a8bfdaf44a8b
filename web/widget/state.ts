/** What the views show. Only session.ts, chat.ts and the thread's scrolling write here. */
import { cell } from './cell';
import { type Message, type Outgoing, type SiteInfo, unreadAfter } from './model';
import type { Hello } from './protocol';

export function makeState(hello: Hello) {
  const messages = cell<readonly Message[]>([]);
  /** The newest message of theirs that was seen. */
  const readTop = cell(0);
  return {
    site: cell<SiteInfo | undefined>(undefined),
    messages,
    readTop,
    outgoing: cell<readonly Outgoing[]>([]),
    draft: cell(''),
    /** Has written before, so nothing is asked again. */
    known: cell(false),
    /** A form is to be expected, before the boot says which. */
    expectsForm: hello.form && !hello.kept.known,
    isOpen: cell(hello.open),
    /** The thread stands at its end. */
    atEnd: cell(true),
    isClosed: cell(false),
    /** Who is typing; empty where the name is not told. */
    typing: cell<string | undefined>(undefined),
    line: cell<'new' | 'open' | 'lost' | 'off'>('new'),
    keepsNothing: cell(false),
    page: cell(hello.page),
    language: cell(hello.language),
  };
}
export type State = ReturnType<typeof makeState>;

export function unread({ messages, readTop }: Pick<State, 'messages' | 'readTop'>): readonly Message[] {
  return unreadAfter(messages.value, readTop.value);
}
