/** Saves the conversation as a file. Nothing leaves the page but that file. */
import { messagesBefore } from './api';
import type { Chat } from './chat';
import { type Message, merge } from './model';
import { transcript } from './transcript';
import type { Words } from './words';

/** What is earlier than the newest messages, which are those the chat holds. */
async function earlier(chat: Chat): Promise<{ found: readonly Message[]; whole: boolean }> {
  const { token, last } = chat.session;
  // Nothing is known of what is before the first message where the conversation began under our eyes.
  const told = last?.conversation?.earlier;
  let before = told === undefined ? chat.messages.value[0]?.id : told;
  let found: readonly Message[] = [];
  while (before && token) {
    const { body } = await messagesBefore(token, before);
    if (!body) return { found, whole: !told };
    found = merge(found, body.items);
    before = body.earlier;
  }
  return { found, whole: true };
}

const forbidden = /[\\/:*?"<>|\p{Cc}]+/gu;

export async function saveConversation(chat: Chat, words: Words, name: string): Promise<void> {
  const { found, whole } = await earlier(chat);
  const now = new Date();
  const { title, page } = transcript({
    name,
    words,
    messages: merge(found, chat.messages.value),
    waiting: chat.outgoing.value,
    whole,
    now,
  });
  const url = URL.createObjectURL(new Blob([page], { type: 'text/html;charset=utf-8' }));
  const day = `${now.getFullYear()}-${`${now.getMonth() + 1}`.padStart(2, '0')}-${`${now.getDate()}`.padStart(2, '0')}`;
  const download = `${`${title} ${day}`.replace(forbidden, ' ').replace(/\s+/g, ' ')}.html`;
  Object.assign(document.createElement('a'), { href: url, download }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
