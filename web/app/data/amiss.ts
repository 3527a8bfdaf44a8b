/** Channels that do not work, as long as they do not: asked for at the start, when the line is back and when one changed. */
import { computed, effect, signal, untracked } from '@preact/signals';
import type { Channel } from '../settings/types';
import { a } from './amissWords';
import { ApiError, get, session } from './api';
import { amissMark } from './setup';
import { lineLost } from './socket';
import { onEvent } from './store/events';
import { me } from './store/people';
import type { Page } from './types';

const channels = signal<readonly Channel[]>([]);

/** Nothing goes out by it, and what is written waits. */
export const isDown = (channel: Channel) => channel.state === 'paused';
/** A channel that somebody switched off is no fault. */
export const amiss = computed(() =>
  channels.value.filter(one => one.enabled && (isDown(one) || one.state === 'degraded')),
);
/** Those that are going to stop, with the day: the server tells it beside what is well. */
export const ending = computed(() =>
  channels.value.flatMap(channel => {
    const day = /token ends on (\d{4}-\d\d-\d\d)/.exec(channel.state_detail)?.[1];
    return channel.enabled && channel.state === 'ok' && day ? [{ channel, day }] : [];
  }),
);
/** Only admins come to where a channel is mended. */
export const mends = computed(() => me.value?.role === 'admin');

let asking = false;
let again = false;
/** One question at a time: a change that is told meanwhile asks once more. */
async function look(): Promise<void> {
  again = asking;
  if (asking) return;
  asking = true;
  const user = session.peek()?.user.id;
  try {
    const page = await get<Page<Channel>>('/channels');
    if (session.peek()?.user.id === user) channels.value = page.items;
  } catch (error) {
    // The next event, or the line once it is back, asks again.
    if (!(error instanceof ApiError)) throw error;
  } finally {
    asking = false;
  }
  if (again) await look();
}

effect(() => {
  const user = me.value?.id;
  if (user === undefined) channels.value = [];
  else if (!lineLost.value) untracked(() => void look());
});
onEvent(event => {
  if (event.type === 'channel.updated') void look();
});
effect(() => {
  const count = amiss.value.length;
  amissMark.value = mends.value && count ? a('mark', { count }) : '';
});
