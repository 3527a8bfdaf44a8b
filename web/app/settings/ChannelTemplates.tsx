/** What the platform thinks of a channel's templates: each with its state in words, and what to do about it. */
import { useSignal } from '@preact/signals';
import { post } from '../data/api';
import { toast } from '../data/toasts';
import type { ChannelTemplate } from '../data/types';
import { Icon } from '../ui/icons';
import { attempt } from './Confirm';
import { ago } from './channelState';
import { useData } from './data';
import { Pending, Section } from './parts';
import { categoryOf, languageOf, needsCare, sayReason, sayState, waits, worstFirst } from './templateState';
import { w } from './templatesWords';
import type { Channel, ChannelTemplates as Told } from './types';
import './ChannelTemplates.css';

/** From so many on they are looked for. */
const many = 8;

export function ChannelTemplates({ channel }: { channel: Channel }) {
  const path = `/channels/${channel.id}/templates`;
  const { value, error, reload } = useData<Told>(path, { kind: 'channel.updated' });
  const busy = useSignal(false);
  const wanted = useSignal('');
  const sync = async () => {
    busy.value = true;
    if (await attempt(() => post(`${path}/sync`))) toast(w('done'));
    await reload();
    busy.value = false;
  };
  const words = wanted.value.trim().toLowerCase();
  const items = worstFirst(value?.items ?? []);
  const shown = items.filter(one => !words || `${one.name} ${one.parts.body.text}`.toLowerCase().includes(words));
  return (
    <Section
      title={w('title')}
      hint={w('hint')}
      action={
        <button type="button" class="button button-outline" disabled={busy.value} onClick={() => void sync()}>
          {w(busy.value ? 'syncing' : 'sync')}
        </button>
      }
    >
      {!value && <Pending error={error} again={reload} />}
      {value && (
        <>
          <p class="set-told" role="status">
            <span>{value.synced_at ? w('synced', { when: ago(value.synced_at) }) : w('never')}</span>
            <Counts items={items} />
          </p>
          {items.length === 0 && <p class="set-teach">{w('none')}</p>}
          {items.length >= many && (
            <label class="field set-find">
              <span>{w('search')}</span>
              <input
                type="search"
                value={wanted.value}
                onInput={event => {
                  wanted.value = event.currentTarget.value;
                }}
              />
            </label>
          )}
          {items.length > 0 && shown.length === 0 && <p class="set-teach">{w('noneFound')}</p>}
          <ul class="set-told-list">
            {shown.map(one => (
              <One key={one.id} template={one} />
            ))}
          </ul>
          <a
            class="button button-quiet"
            href="https://business.facebook.com/wa/manage/message-templates/"
            target="_blank"
            rel="noopener noreferrer"
          >
            {w('manager')}
            <Icon name="globeLink" size="s" />
          </a>
        </>
      )}
    </Section>
  );
}

function Counts({ items }: { items: readonly ChannelTemplate[] }) {
  const bad = items.filter(needsCare).length;
  const waiting = items.filter(waits).length;
  const approved = items.filter(one => one.status === 'approved').length;
  return (
    <>
      {approved > 0 && <span>{w('count.approved', { count: approved })}</span>}
      {waiting > 0 && <span>{w('count.waiting', { count: waiting })}</span>}
      {bad > 0 && <b>{w('count.bad', { count: bad })}</b>}
    </>
  );
}

function One({ template }: { template: ChannelTemplate }) {
  const { words, tone, cure } = sayState(template);
  const reason = sayReason(template);
  const quality = template.quality === 'green' || template.quality === 'yellow' || template.quality === 'red';
  return (
    <li class="set-told-one">
      <header>
        <b>{template.name}</b>
        <span class={`set-state set-state-${tone}`}>
          <span aria-hidden="true" class="set-light" />
          {words}
        </span>
      </header>
      <small>
        <span>{languageOf(template)}</span>
        <span>{categoryOf(template)}</span>
        {quality && <span>{w(`quality.${template.quality as 'green' | 'yellow' | 'red'}`)}</span>}
      </small>
      <p class="set-told-text">{template.parts.body.text}</p>
      {(reason || cure) && (
        <p class={tone === 'bad' ? 'set-cure' : 'set-hint'}>
          {reason && <span>{reason} </span>}
          {cure && <span>{cure}</span>}
        </p>
      )}
      {template.status === 'approved' && !template.parts.sendable && <p class="set-hint">{w('notHere')}</p>}
    </li>
  );
}
