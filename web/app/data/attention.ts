/** What is mine and unanswered: the title and the icon of the page say so, and the badge of an installed app. */
import { computed, effect } from '@preact/signals';
import plain from '../icon.svg';
import dotted from '../icon-dot.svg';
import { session } from './api';
import { conversationSignal } from './store/conversations';
import { list } from './store/lists';
import { pageName } from './words';

export const waitingForMe = computed(() =>
  session.value ? list('mine').ids.value.filter(id => conversationSignal(id)?.value.wait).length : 0,
);

export function startAttention(): void {
  effect(() => {
    const count = waitingForMe.value;
    if (session.value && pageName.value) document.title = `${count ? `(${count}) ` : ''}${pageName.value}, Parley`;
  });
  // Of an installed app; elsewhere it is not there, or does nothing.
  effect(() => {
    navigator.setAppBadge?.(waitingForMe.value).catch(() => undefined);
  });
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  effect(() => {
    const wanted = waitingForMe.value ? dotted : plain;
    if (link && link.getAttribute('href') !== wanted) link.setAttribute('href', wanted);
  });
}
