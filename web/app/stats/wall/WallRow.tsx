import { Link } from 'wouter-preact';
import { heat, moment, ms, playTime, waited } from '../../../shared/time';
import { now, second } from '../../data/clock';
import { users, writing } from '../../data/store/people';
import { language, t } from '../../data/words';
import { ChannelMark, Icon } from '../../ui/icons';
import { WaitRail } from '../../ui/Waiting';
import type { Waiting } from './live';

/** Somebody who waits, to be read from across the room. */
export function WallRow({ item, place }: { item: Waiting; place: number }) {
  return (
    <li class="wall-row">
      <WaitRail wait={item.wait} />
      <span class="wall-place" aria-hidden="true">
        {place}
      </span>
      <Timer item={item} />
      <div class="wall-who">
        <Link class="wall-name" href={`/inbox/waiting/${item.id}`}>
          <ChannelMark kind={item.channel.kind} />
          <b class="cut">{item.contact.name}</b>
        </Link>
        <Wrote item={item} />
      </div>
      <div class="wall-whose">
        <Owner item={item} />
        <Due item={item} />
      </div>
    </li>
  );
}

/** Runs by the second in the first hour, so that a wall which stands still is seen to. */
function Timer({ item }: { item: Waiting }) {
  const opened = ms(item.wait.opened_at);
  const span = Math.max(0, second.value - opened);
  const { level } = heat(opened, item.wait.target_seconds, second.value);
  const hours = span < 3_600_000 ? undefined : waited(span, language.value);
  return (
    <time class={`wall-time wait-${level}`} dateTime={item.wait.opened_at}>
      <span class="hidden">{t('wait.prefix')} </span>
      {hours ?? playTime(span)}
    </time>
  );
}

function Wrote({ item }: { item: Waiting }) {
  const writer = writing.value.get(item.id);
  const name = writer === undefined ? undefined : users.value.get(writer)?.name;
  if (name) return <p class="wall-text wall-writing cut">{t('wall.writing', { name })}</p>;
  const last = item.last_message;
  if (!last) return null;
  const text = last.text || (last.kind === 'text' || last.kind === 'activity' ? '' : t(`kind.${last.kind}`));
  return (
    <p class="wall-text cut">
      {last.direction === 'outbound' && (
        <>
          <Icon name={last.note ? 'note' : last.author_type === 'bot' ? 'bolt' : 'reply'} size="s" />
          <span class="hidden">{t(last.note ? 'row.note' : 'row.us')} </span>
        </>
      )}
      {text}
    </p>
  );
}

function Owner({ item }: { item: Waiting }) {
  if (!item.assignee) {
    return (
      <p class="wall-owner">
        <b class="wall-nobody">{t('wall.nobody')}</b>
      </p>
    );
  }
  const presence = users.value.get(item.assignee.id)?.presence ?? 'online';
  return (
    <p class="wall-owner">
      <span class="cut">{item.assignee.name}</span>
      {presence !== 'online' && <small>{t(`presence.${presence}`)}</small>}
    </p>
  );
}

function Due({ item }: { item: Waiting }) {
  const breaks = ms(item.wait.opened_at) + item.wait.target_seconds * 1000;
  const over = second.value - breaks;
  const { level } = heat(ms(item.wait.opened_at), item.wait.target_seconds, second.value);
  const span = waited(over, language.value);
  return (
    <p class={`wall-due wait-${level} cut`}>
      {over <= 0
        ? t('wall.breaks', { time: moment(breaks, now.value, language.value) })
        : span
          ? t('wall.broken', { span })
          : t('wall.brokenNow')}
    </p>
  );
}
