import { Link, useLocation } from 'wouter-preact';
import { patch, post } from '../data/api';
import type { User } from '../data/types';
import { t } from '../data/words';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { useList } from './data';
import { type Form, useForm } from './form';
import { BackLink, Choice, Field, MakeBar, Pending, SaveBar, Section, TextField, useFlash } from './parts';
import type { SectionProps } from './Settings';
import type { Team } from './types';
import { s } from './words';

const strategies = ['least_loaded', 'round_robin', 'weighted'] as const;

export function Teams({ rest }: SectionProps) {
  const [, go] = useLocation();
  const teams = useList<Team>('/teams');
  const people = useList<User>('/users?limit=200', { kind: 'user.updated' });
  useFlash(teams.items !== null);
  const team = teams.items?.find(one => String(one.id) === rest[0]);
  if (!teams.items || !people.items) {
    return (
      <Pending
        error={teams.error ?? people.error}
        again={() => Promise.all([teams.reload(), people.reload()]).then()}
      />
    );
  }
  if (rest[0] === 'new' || team) {
    return (
      <TeamForm
        key={team?.id ?? 'new'}
        team={team ?? null}
        people={people.items}
        done={async () => {
          await teams.reload();
          if (!team) go('/settings/teams');
        }}
      />
    );
  }
  return <TeamList teams={teams.items} people={people.items} />;
}

function TeamList({ teams, people }: { teams: readonly Team[]; people: readonly User[] }) {
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section
        title={s('nav.teams')}
        hint={s('teams.hint')}
        action={
          <Link class="button button-primary" href="/settings/teams/new">
            <Icon name="plus" size="s" />
            {s('teams.add')}
          </Link>
        }
      >
        <ul class="set-rows">
          {teams.map((team, at) => {
            const members = people.filter(user => team.members.includes(user.id) && user.active);
            return (
              <li key={team.id}>
                <Link class="set-row" href={`/settings/teams/${team.id}`}>
                  <span class="set-row-main">
                    <b class="cut">{team.name}</b>
                    <small class="cut">{at === 0 ? s('teams.first') : s(`strategy.${team.strategy}`)}</small>
                  </span>
                  <span class="set-row-side">
                    <span class={members.length ? '' : 'set-bad'}>
                      {members.length ? s('teams.members', { count: members.length }) : s('teams.nobody')}
                    </span>
                  </span>
                  <span class="set-stack" aria-hidden="true">
                    {members.slice(0, 5).map(user => (
                      <Face key={user.id} name={user.name} size={28} />
                    ))}
                  </span>
                  <Icon name="forward" size="s" />
                </Link>
              </li>
            );
          })}
        </ul>
      </Section>
    </>
  );
}

interface Values {
  name: string;
  strategy: string;
  minutes: string;
  members: readonly number[];
}

function TeamForm({ team, people, done }: { team: Team | null; people: readonly User[]; done: () => Promise<void> }) {
  const form = useForm<Values>({
    id: `teams/${team?.id ?? 'new'}`,
    fresh: !team,
    initial: {
      name: team?.name ?? '',
      strategy: team?.strategy ?? 'least_loaded',
      minutes: team?.reoffer_seconds ? String(Math.round(team.reoffer_seconds / 6) / 10) : '',
      members: team?.members ?? [],
    },
    labels: {
      name: s('teams.name'),
      strategy: s('teams.strategy'),
      minutes: s('teams.reoffer'),
      members: s('teams.people'),
    },
    check: values => ({
      ...(values.name.trim() ? {} : { name: s('wrong.teamName') }),
      ...(!values.minutes || (Number(values.minutes) > 0 && Number(values.minutes) <= 1440)
        ? {}
        : { minutes: s('wrong.reoffer') }),
    }),
    save: async (_, values) => {
      const body = {
        name: values.name.trim(),
        strategy: values.strategy,
        reoffer_seconds: values.minutes ? Math.round(Number(values.minutes) * 60) : 0,
        members: values.members,
      };
      if (team) await patch(`/teams/${team.id}`, body);
      else await post('/teams', body);
      await done();
    },
    say: field => (field === 'name' ? s('wrong.teamName') : undefined),
  });
  if (!form) return null;
  const shown = strategies.filter(one => one !== 'weighted' || team?.strategy === one);
  return (
    <>
      <BackLink href="/settings/teams" label={s('nav.teams')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={team?.name ?? s('teams.add')} hint={s('teams.formHint')}>
          <div class="set-fields">
            <TextField form={form} name="name" label={s('teams.name')} />
          </div>
          <Members form={form} people={people} />
          <Choice
            name="strategy"
            label={s('teams.strategy')}
            value={form.values.strategy}
            options={shown.map(value => ({ value, label: s(`strategy.${value}`), hint: s(`strategy.${value}Hint`) }))}
            onPick={strategy => form.set({ strategy })}
          />
          <div class="set-fields">
            <Field
              name="minutes"
              label={s('teams.reoffer')}
              hint={s('teams.reofferHint')}
              wrong={form.wrong('minutes')}
            >
              {attributes => (
                <div class="set-unit">
                  <input
                    {...attributes}
                    inputMode="decimal"
                    placeholder={s('teams.never')}
                    value={form.values.minutes}
                    onInput={event => form.set({ minutes: event.currentTarget.value.replace(',', '.') })}
                  />
                  <span>{s('company.minutes')}</span>
                </div>
              )}
            </Field>
          </div>
          {team ? <SaveBar form={form} /> : <MakeBar form={form} label={s('teams.add')} />}
        </Section>
      </form>
    </>
  );
}

function Members({ form, people }: { form: Form<Values>; people: readonly User[] }) {
  const chosen = form.values.members;
  return (
    <fieldset class="set-choice" id="set-members">
      <legend>{s('teams.people')}</legend>
      {people
        .filter(user => user.active || chosen.includes(user.id))
        .map(user => {
          const on = chosen.includes(user.id);
          return (
            <label key={user.id} class={on ? 'set-option set-option-on' : 'set-option'}>
              <input
                type="checkbox"
                checked={on}
                onChange={() =>
                  form.set({
                    members: on ? chosen.filter(id => id !== user.id) : [...chosen, user.id].sort((a, b) => a - b),
                  })
                }
              />
              <Face name={user.name} size={22} />
              <span>
                <b>{user.name}</b>
                <small>{user.active ? s(`role.${user.role}`) : s('people.isOff')}</small>
              </span>
            </label>
          );
        })}
    </fieldset>
  );
}
