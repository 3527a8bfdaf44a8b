import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ApiError, get, query } from '../data/api';
import { type Act, assignAll, closeAll, readAll, runBulk, snoozeAll, stageAll, stopBulk, tagAll } from '../data/bulk';
import { m } from '../data/bulkWords';
import { serverNow } from '../data/clock';
import { sayError } from '../data/commands';
import { chooseAll, chooseNone, chosen, progress } from '../data/selection';
import { stageName } from '../data/stages';
import { conversation } from '../data/store/conversations';
import type { List } from '../data/store/lists';
import { me, pipelines, users } from '../data/store/people';
import { loadTags, tags } from '../data/store/tags';
import { toast } from '../data/toasts';
import { language, t } from '../data/words';
import { useAction } from '../keys';
import { snoozeChoices } from '../thread/snooze';
import { Face } from '../ui/Face';
import { Icon, type IconName } from '../ui/icons';
import { type Choice, Picker } from '../ui/Picker';
import './BulkBar.css';

type Open = 'assign' | 'snooze' | 'tag' | 'stage' | null;

/** What can be done with all that are chosen. Its keys are those for one, as long as something is chosen. */
export function BulkBar({ of }: { of: List }) {
  const open = useSignal<Open>(null);
  const bar = useRef<HTMLDivElement>(null);
  const count = chosen.value.size;
  const whole = of.cursor.value === null ? of.ids.value.length : null;

  const act: Run = (make, keep = false, fits = () => true) => {
    const ids = [...chosen.peek()].filter(fits);
    if (!ids.length) return;
    void runBulk(ids, make(ids.length));
    if (!keep) chooseNone();
  };
  const close = () => act(closeAll);
  const read = () => act(readAll);
  const claim = () => {
    const mine = me.peek();
    if (mine) act(n => assignAll(n, mine));
  };
  const show = (what: Open) => () => {
    if (what === 'tag') void loadTags().catch(() => undefined);
    open.value = what;
  };
  useAction('close', count > 0 ? close : undefined, true);
  useAction('unread', count > 0 ? read : undefined, true);
  useAction('claim', count > 0 ? claim : undefined, true);
  useAction('assign', count > 0 ? show('assign') : undefined, true);
  useAction('snooze', count > 0 ? show('snooze') : undefined, true);
  useAction('tag', count > 0 ? show('tag') : undefined, true);
  useAction('stage', count > 0 ? show('stage') : undefined, true);
  useAction('back', count > 0 ? chooseNone : undefined, true);

  const all = async () => {
    if (whole !== null) {
      chooseAll(of.ids.peek());
      return;
    }
    try {
      const found = await get<{ ids: number[]; more: boolean }>(
        `/conversations/ids${query({ view: of.view, ...of.filter })}`,
      );
      chooseAll(found.ids);
      if (found.more) toast(m('most', { count: found.ids.length }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(sayError(error), { bad: true });
    }
  };
  useAction('selectAll', count > 0 ? () => void all() : undefined, true);

  const button = (icon: IconName, label: string, key: string, run: () => void) => (
    <button type="button" class="icon-button" aria-label={label} title={`${label} (${key})`} onClick={run}>
      <Icon name={icon} />
    </button>
  );
  const running = progress.value;
  return (
    <div ref={bar} class="bulk" role="toolbar" aria-label={m('label')}>
      <div class="bulk-count">
        {running ? (
          <>
            <span role="status">{m('running', { done: running.done, count: running.all })}</span>
            <button type="button" class="bulk-all" onClick={stopBulk}>
              {m('stop')}
            </button>
          </>
        ) : (
          <>
            <b role="status">{m('chosen', { count })}</b>
            {(whole === null || count < whole) && (
              <button type="button" class="bulk-all" onClick={() => void all()}>
                {whole === null ? m('allOpen') : m('all', { count: whole })}
              </button>
            )}
          </>
        )}
      </div>
      {count > 0 && (
        <span class="bulk-acts">
          {button('check', t('thread.close'), 'E', close)}
          {button('person', t('assign.label'), 'A', show('assign'))}
          {button('clock', t('thread.snooze'), 'H', show('snooze'))}
          {button('tag', t('tags.label'), 'T', show('tag'))}
          {button('steps', t('panel.stage'), 'S', show('stage'))}
          {button('read', m('markRead'), 'U', read)}
          {button('close', m('none'), 'Esc', chooseNone)}
        </span>
      )}
      {open.value && (
        <Picker
          key={open.value}
          label={t(names[open.value])}
          placeholder={m('find')}
          choices={choicesOf(open.value, act)}
          anchor={bar.current}
          {...(open.value === 'tag' ? { make: (words: string) => newTag(words, act) } : {})}
          onClose={() => {
            open.value = null;
          }}
        />
      )}
    </div>
  );
}

const names = { assign: 'assign.label', snooze: 'thread.snooze', tag: 'tags.label', stage: 'panel.stage' } as const;
/** `fits`: which of the chosen it is for. */
type Run = (make: (count: number) => Act, keep?: boolean, fits?: (id: number) => boolean) => void;
function newTag(words: string, act: Run): Choice | undefined {
  if (words.length > 40 || tags.peek()?.some(tag => tag.name.toLowerCase() === words.toLowerCase())) return undefined;
  return {
    id: `+${words}`,
    label: t('tags.make', { tag: words }),
    icon: <Icon name="plus" size="s" />,
    run: () => act(n => tagAll(n, words, true), true),
  };
}
function choicesOf(what: NonNullable<Open>, act: Run): Choice[] {
  if (what === 'snooze') {
    return snoozeChoices(new Date(serverNow()), language.peek()).map(one => ({
      id: one.id,
      label: t(`snooze.${one.id}`),
      detail: one.words,
      run: () => act(n => snoozeAll(n, one.until, one.words)),
    }));
  }
  if (what === 'stage') {
    // One that is not loaded here may have a lead; the server knows.
    const hasLead = (id: number) => conversation(id)?.lead !== null;
    return pipelines.value.flatMap(pipeline =>
      pipeline.stages.map(({ id, name, group }) => ({
        id: String(id),
        ...(pipelines.value.length > 1 ? { group: pipeline.name } : {}),
        label: stageName(name),
        icon: <Icon name="steps" size="s" />,
        run: () => act(n => stageAll(n, { id, name, group }), false, hasLead),
      })),
    );
  }
  if (what === 'assign') {
    return [
      ...[...users.value.values()]
        .filter(user => user.active)
        .map(user => ({
          id: String(user.id),
          label: user.name,
          detail: t('assign.load', { load: user.load, capacity: user.capacity }),
          icon: <Face name={user.name} size={22} presence={user.presence} />,
          run: () => act(n => assignAll(n, user)),
        })),
      {
        id: 'nobody',
        label: t('assign.nobody'),
        icon: <Icon name="flag" size="s" />,
        run: () => act(n => assignAll(n, null)),
      },
    ];
  }
  const ids = [...chosen.value];
  return (tags.value ?? []).map(tag => {
    const on = ids.every(id => conversation(id)?.tags.includes(tag.name));
    return {
      id: tag.name,
      label: tag.name,
      checked: on,
      icon: <Icon name="tag" size="s" />,
      run: () => act(n => tagAll(n, tag.name, !on), true),
    };
  });
}
