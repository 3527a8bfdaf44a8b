/** Templates that the platform approved: the lawful way to write when its window is closed, and at any other time. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { upload } from '../../shared/upload';
import { ApiError, csrfHeader, get, post, query } from '../data/api';
import { sayError } from '../data/commands';
import { toast } from '../data/toasts';
import type { Attachment, ChannelTemplate, Conversation, Page } from '../data/types';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/icons';
import { a } from './approvedWords';
import { emptyFilling, type Filling, fileOf, placesOf, preview } from './filling';
import './Approved.css';

const states = ['approved', 'pending', 'rejected', 'paused', 'disabled'] as const;
const stateOf = (status: string) => {
  const known = states.find(one => one === status);
  return known ? a(`state.${known}`) : status;
};

export function Approved({ item, closed }: { item: Conversation; closed: boolean }) {
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class={closed ? 'button button-primary approved-open' : 'button button-quiet approved-open'}
        aria-haspopup="dialog"
        onClick={() => {
          open.value = true;
        }}
      >
        <Icon name="bolt" size="s" />
        {a(closed ? 'openClosed' : 'open')}
      </button>
      {open.value && (
        <Chooser
          item={item}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

function Chooser({ item, onClose }: { item: Conversation; onClose: () => void }) {
  const all = useSignal<readonly ChannelTemplate[] | null>(null);
  const words = useSignal('');
  const chosen = useSignal<ChannelTemplate | null>(null);
  const trouble = useSignal('');
  const at = `/channels/${item.channel.id}/templates`;
  const load = async (work: () => Promise<Page<ChannelTemplate>>) => {
    trouble.value = '';
    try {
      all.value = (await work()).items;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value = sayError(error);
    }
  };
  useEffect(() => void load(() => get(at)), []);
  const template = chosen.value;
  if (template)
    return (
      <Dialog title={template.name} onClose={onClose}>
        <Fill
          item={item}
          template={template}
          back={() => {
            chosen.value = null;
          }}
          done={onClose}
        />
      </Dialog>
    );
  const wanted = words.value.trim().toLowerCase();
  const shown = all.value?.filter(
    one => !wanted || `${one.name} ${one.parts.body.text}`.toLowerCase().includes(wanted),
  );
  return (
    <Dialog title={a('title')} onClose={onClose}>
      <div class="approved">
        <p>{a('hint')}</p>
        <label class="field">
          <span>{a('search')}</span>
          <input
            type="search"
            value={words.value}
            onInput={event => {
              words.value = event.currentTarget.value;
            }}
          />
        </label>
        {all.value?.length === 0 && <p>{a('none')}</p>}
        {all.value && all.value.length > 0 && shown?.length === 0 && <p>{a('noneFound')}</p>}
        <ul class="approved-list">
          {shown?.map(one => (
            <li key={one.id}>
              <button
                type="button"
                class="approved-one"
                disabled={one.status !== 'approved' || !one.parts.sendable}
                onClick={() => {
                  chosen.value = one;
                }}
              >
                <span>
                  <b class="cut">{one.name}</b>
                  <span class="tag">{one.language}</span>
                  {(one.status !== 'approved' || !one.parts.sendable) && (
                    <span class="tag">{one.status !== 'approved' ? stateOf(one.status) : a('notHere')}</span>
                  )}
                </span>
                <small class="cut">{one.parts.body.text}</small>
              </button>
            </li>
          ))}
        </ul>
        {trouble.value && (
          <p class="approved-wrong" role="alert">
            {trouble.value}
          </p>
        )}
        <footer class="approved-foot">
          <button
            type="button"
            class="button button-outline"
            onClick={() => void load(() => post(`${at}/sync`)).then(() => !trouble.peek() && toast(a('refreshed')))}
          >
            {a('refresh')}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

interface PlaceProps {
  label: string;
  wrong: string | undefined;
  children: (told: {
    id: string;
    'aria-invalid': true | undefined;
    'aria-describedby': string | undefined;
  }) => ComponentChildren;
}
/** A field and, beneath it, what is wrong with it: told with the field, and no part of its name. */
function Place({ label, wrong, children }: PlaceProps) {
  const id = useId();
  return (
    <div>
      <label class="field" htmlFor={id}>
        <span>{label}</span>
        {children({
          id,
          'aria-invalid': wrong ? true : undefined,
          'aria-describedby': wrong ? `${id}-wrong` : undefined,
        })}
      </label>
      {wrong && (
        <span class="approved-wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  );
}

interface FillProps {
  item: Conversation;
  template: ChannelTemplate;
  back: () => void;
  done: () => void;
}
function Fill({ item, template, back, done }: FillProps) {
  const filling = useSignal<Filling>(emptyFilling(template));
  const file = useSignal<File | null>(null);
  const wrong = useSignal<Readonly<Record<string, string>>>({});
  const trouble = useSignal('');
  const busy = useSignal(false);
  const wantsFile = fileOf(template);
  const places = placesOf(template);

  const send = async () => {
    const bad: Record<string, string> = {};
    for (const { part, i } of places) if (!filling.peek()[part][i]?.trim()) bad[`${part}${i}`] = a('empty');
    if (wantsFile && !file.peek()) bad.file = a('noFile');
    wrong.value = bad;
    if (Object.keys(bad).length) return;
    busy.value = true;
    trouble.value = '';
    try {
      const attachments: number[] = [];
      const given = file.peek();
      if (given) {
        const stored = await upload<Attachment>(
          `/api/v1/attachments${query({ name: given.name })}`,
          given,
          csrfHeader(),
          () => undefined,
        ).done;
        attachments.push(stored.id);
      }
      await post(`/conversations/${item.id}/messages`, {
        client_id: crypto.randomUUID(),
        attachments,
        template: { id: template.id, ...filling.peek() },
      });
      toast(a('sent'));
      done();
    } catch (error) {
      busy.value = false;
      trouble.value = error instanceof ApiError ? (Object.values(error.fields)[0] ?? sayError(error)) : String(error);
    }
  };
  const label = ({ part, name }: (typeof places)[number]) =>
    part === 'buttons' ? a('link', { text: name }) : a(part === 'header' ? 'headerPlace' : 'place', { name });
  return (
    <form
      class="approved"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (!busy.peek()) void send();
      }}
    >
      {wantsFile && (
        <Place label={a(`file.${wantsFile}`)} wrong={wrong.value.file}>
          {told => (
            <input
              {...told}
              type="file"
              accept={{ image: 'image/jpeg,image/png', video: 'video/mp4,video/3gpp', document: '' }[wantsFile]}
              onChange={event => {
                file.value = event.currentTarget.files?.[0] ?? null;
              }}
            />
          )}
        </Place>
      )}
      {places.map(place => {
        const key = `${place.part}${place.i}`;
        // Said until something stands there.
        const missing = filling.value[place.part][place.i]?.trim() ? undefined : wrong.value[key];
        return (
          <Place key={key} label={label(place)} wrong={missing}>
            {told => (
              <input
                {...told}
                value={filling.value[place.part][place.i]}
                placeholder={place.example}
                onInput={event => {
                  const values = [...filling.peek()[place.part]];
                  values[place.i] = event.currentTarget.value;
                  filling.value = { ...filling.peek(), [place.part]: values };
                }}
              />
            )}
          </Place>
        );
      })}
      <div>
        <p>{a('preview')}</p>
        <div class="approved-preview">{preview(template, filling.value)}</div>
      </div>
      {trouble.value && (
        <p class="approved-wrong" role="alert">
          {trouble.value}
        </p>
      )}
      <footer class="approved-foot">
        <button type="submit" class="button button-primary" disabled={busy.value}>
          {a('send')}
        </button>
        <button type="button" class="button button-outline" onClick={back}>
          {a('back')}
        </button>
      </footer>
    </form>
  );
}
