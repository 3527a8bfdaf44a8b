import { type Signal, useSignal } from '@preact/signals';
import { Link, useLocation } from 'wouter-preact';
import { call, patch, post } from '../data/api';
import { toast } from '../data/toasts';
import type { User } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { attempt } from './Confirm';
import { useList } from './data';
import { BackLink, Pending, Section, Switch, useFlash } from './parts';
import { RuleForm } from './RuleForm';
import { RuleTest } from './RuleTest';
import type { SectionProps } from './Settings';
import { actionOf, conditionsOf, type Names } from './sentence';
import type { Channel, Rule, Team } from './types';
import { s } from './words';

export function Rules({ rest }: SectionProps) {
  const [, go] = useLocation();
  const rules = useList<Rule>('/rules');
  const teams = useList<Team>('/teams');
  const channels = useList<Channel>('/channels');
  const people = useList<User>('/users?limit=200');
  useFlash(rules.items !== null);
  if (!rules.items || !teams.items || !channels.items || !people.items) {
    const all = [rules, teams, channels, people];
    const error = all.map(one => one.error).find(Boolean) ?? null;
    return <Pending error={error} again={() => Promise.all(all.map(one => one.reload())).then()} />;
  }
  const names: Names = { channels: channels.items, teams: teams.items, people: people.items };
  const rule = rules.items.find(one => String(one.id) === rest[0]);
  if (rest[0] === 'new' || rule) {
    return (
      <RuleForm
        key={rule?.id ?? 'new'}
        rule={rule ?? null}
        count={rules.items.length}
        names={names}
        people={people.items}
        done={async () => {
          await rules.reload();
          go('/settings/rules');
        }}
      />
    );
  }
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section
        title={s('nav.rules')}
        hint={s('rules.hint')}
        action={
          <Link class="button button-primary" href="/settings/rules/new">
            <Icon name="plus" size="s" />
            {s('rules.add')}
          </Link>
        }
      >
        {rules.items.length === 0 && <p class="set-teach">{s('rules.none')}</p>}
        <RuleList rules={rules.items} names={names} reload={rules.reload} />
      </Section>
      <Section title={s('rules.test')} hint={s('rules.testHint')}>
        <RuleTest channels={channels.items} />
      </Section>
    </>
  );
}

function RuleList({ rules, names, reload }: { rules: readonly Rule[]; names: Names; reload: () => Promise<void> }) {
  /** As it is being moved; the server's order where null. */
  const order = useSignal<readonly number[] | null>(null);
  const held = useSignal<number | null>(null);
  const said = useSignal('');
  const ids = order.value ?? rules.map(rule => rule.id);
  const shown = ids.flatMap(id => rules.find(rule => rule.id === id) ?? []);
  const save = async (next: readonly number[]) => {
    order.value = next;
    await attempt(() => post('/rules/order', { ids: next }));
    await reload();
    order.value = null;
  };
  const moved = (id: number, to: number) => {
    const rest = ids.filter(one => one !== id);
    return [...rest.slice(0, to), id, ...rest.slice(to)];
  };
  const step = (rule: Rule, by: 1 | -1, element: HTMLElement) => {
    const to = ids.indexOf(rule.id) + by;
    if (to < 0 || to >= ids.length) return;
    said.value = s('rules.movedTo', { name: rule.name || String(to + 1), place: to + 1 });
    const label = element.getAttribute('data-by');
    void save(moved(rule.id, to));
    // The row moves in the page: what was pressed keeps the focus.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`#rule-${rule.id} [data-by="${label}"]`)?.focus());
  };
  return (
    <>
      <ol class="set-rules" aria-label={s('nav.rules')}>
        {shown.map((rule, at) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            at={at}
            last={at === shown.length - 1}
            names={names}
            taker={rule.taken_by ? ids.indexOf(rule.taken_by) + 1 : 0}
            held={held}
            over={() => {
              const id = held.peek();
              if (id !== null && id !== rule.id) order.value = moved(id, at);
            }}
            drop={() => {
              held.value = null;
              if (order.peek()) void save(order.peek() ?? []);
            }}
            step={step}
            turn={async enabled => {
              const { name, position, conditions, action } = rule;
              await attempt(() => patch(`/rules/${rule.id}`, { name, position, conditions, action, enabled }));
              await reload();
            }}
            remove={async () => {
              const { name, position, conditions, action, enabled } = rule;
              if (!(await attempt(() => call('DELETE', `/rules/${rule.id}`)))) return;
              await reload();
              toast(s('rules.removed'), {
                action: {
                  label: t('toast.undo'),
                  undo: true,
                  run: () =>
                    void attempt(() => post('/rules', { name, position, conditions, action, enabled }).then(reload)),
                },
              });
            }}
          />
        ))}
        <li class="set-rule set-rule-else">
          <p class="set-sentence">{s('rules.else', { name: names.teams[0]?.name ?? '?' })}</p>
        </li>
      </ol>
      <p class="hidden" role="status">
        {said.value}
      </p>
    </>
  );
}

interface RowProps {
  rule: Rule;
  at: number;
  last: boolean;
  names: Names;
  /** The place of the rule that leaves nothing to this one; 0: none. */
  taker: number;
  held: Signal<number | null>;
  over: () => void;
  drop: () => void;
  step: (rule: Rule, by: 1 | -1, element: HTMLElement) => void;
  turn: (enabled: boolean) => Promise<void>;
  remove: () => Promise<void>;
}
function RuleRow({ rule, at, last, names, taker, held, over, drop, step, turn, remove }: RowProps) {
  const conditions = conditionsOf(rule.conditions, names);
  const called = rule.name || s('rules.nameless', { place: at + 1 });
  return (
    <li
      id={`rule-${rule.id}`}
      class={`set-rule${rule.enabled ? '' : ' set-rule-off'}${held.value === rule.id ? ' set-rule-held' : ''}`}
      onDragOver={event => {
        if (held.peek() === null) return;
        event.preventDefault();
        over();
      }}
      onDrop={event => event.preventDefault()}
    >
      <span
        class="set-grip"
        aria-hidden="true"
        title={s('rules.drag')}
        draggable
        onDragStart={event => {
          held.value = rule.id;
          event.dataTransfer?.setData('text/plain', called);
        }}
        onDragEnd={drop}
      >
        {at + 1}
      </span>
      <div class="set-rule-main">
        <p class="set-sentence">
          {conditions.length ? s('rules.when') : s('rules.always')}{' '}
          {conditions.map((words, i) => (
            <span key={words}>
              {i > 0 && ` ${s('rules.and')} `}
              <span class="set-chip">{words}</span>
            </span>
          ))}{' '}
          {actionOf(rule, names).map((words, i) => (
            <span key={words}>
              {i > 0 && ', '}
              <b>{words}</b>
            </span>
          ))}
        </p>
        <small class="set-hint">
          {rule.name && `${rule.name} · `}
          {s('rules.matches', { count: rule.matches })}
        </small>
        {rule.enabled && taker > 0 && (
          <p class="set-never">
            <Icon name="warn" size="s" />
            {s('rules.never', { place: taker })}
          </p>
        )}
      </div>
      <div class="set-rule-acts">
        <button
          type="button"
          class="icon-button"
          data-by="up"
          disabled={at === 0}
          aria-label={s('rules.up', { name: called })}
          onClick={event => step(rule, -1, event.currentTarget)}
        >
          <svg class="icon icon-s" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M7 14l5-5 5 5" />
          </svg>
        </button>
        <button
          type="button"
          class="icon-button"
          data-by="down"
          disabled={last}
          aria-label={s('rules.down', { name: called })}
          onClick={event => step(rule, 1, event.currentTarget)}
        >
          <Icon name="down" size="s" />
        </button>
        <Link
          class="button button-quiet"
          href={`/settings/rules/${rule.id}`}
          aria-label={s('rules.editOf', { name: called })}
        >
          {s('channels.edit')}
        </Link>
        <button
          type="button"
          class="icon-button"
          aria-label={s('form.remove', { what: called })}
          onClick={() => void remove()}
        >
          <Icon name="trash" size="s" />
        </button>
        <Switch name={`rule-${rule.id}`} label={s('rules.on')} on={rule.enabled} onTurn={on => void turn(on)} />
      </div>
    </li>
  );
}
