import { patch, post } from '../data/api';
import type { User } from '../data/types';
import { ChannelMark } from '../ui/icons';
import { type Form, useForm } from './form';
import { BackLink, Field, MakeBar, SaveBar, Section, SelectField, TextField, WordsInput } from './parts';
import type { Names } from './sentence';
import { actionOf, conditionsOf } from './sentence';
import type { Conditions, Rule } from './types';
import { languageName, s } from './words';

interface Values {
  name: string;
  channels: readonly number[];
  languages: readonly string[];
  words: readonly string[];
  sources: readonly string[];
  campaigns: readonly string[];
  page: string;
  hours: string;
  returning: string;
  who: string;
  skills: readonly string[];
  priority: string;
}

function valuesOf(rule: Rule | null): Values {
  const c: Conditions = rule?.conditions ?? {};
  const flag = (value: boolean | null | undefined) => (value === true ? 'yes' : value === false ? 'no' : '');
  const { user_id, team_id } = rule?.action ?? {};
  return {
    name: rule?.name ?? '',
    channels: c.channels ?? [],
    languages: c.languages ?? [],
    words: c.words ?? [],
    sources: c.sources ?? [],
    campaigns: c.campaigns ?? [],
    page: c.page_prefix ?? '',
    hours: flag(c.in_hours),
    returning: flag(c.returning),
    who: user_id ? `user:${user_id}` : team_id ? `team:${team_id}` : '',
    skills: rule?.action.skills ?? [],
    priority: String(rule?.action.priority ?? 0),
  };
}

/** What the editor does not show stays as it is. */
function conditions(values: Values, before: Conditions): Conditions {
  const { channel_kinds, contact_fields } = before;
  const flag = (value: string) => value === 'yes';
  return {
    ...(channel_kinds?.length ? { channel_kinds } : {}),
    ...(contact_fields && Object.keys(contact_fields).length ? { contact_fields } : {}),
    ...(values.channels.length ? { channels: [...values.channels] } : {}),
    ...(values.languages.length ? { languages: [...values.languages] } : {}),
    ...(values.words.length ? { words: [...values.words] } : {}),
    ...(values.sources.length ? { sources: [...values.sources] } : {}),
    ...(values.campaigns.length ? { campaigns: [...values.campaigns] } : {}),
    ...(values.page.trim() ? { page_prefix: values.page.trim() } : {}),
    ...(values.hours ? { in_hours: flag(values.hours) } : {}),
    ...(values.returning ? { returning: flag(values.returning) } : {}),
  };
}
function action(values: Values, before: Rule['action'] | undefined): Rule['action'] {
  const [kind, id] = values.who.split(':');
  const keepsTeam = kind === 'user' && before?.user_id === Number(id) && before?.team_id;
  return {
    ...(kind === 'user' ? { user_id: Number(id) } : { team_id: Number(id) }),
    ...(keepsTeam ? { team_id: before.team_id } : {}),
    ...(values.skills.length ? { skills: [...values.skills] } : {}),
    ...(values.priority !== '0' ? { priority: Number(values.priority) } : {}),
  };
}

interface Props {
  rule: Rule | null;
  count: number;
  names: Names;
  people: readonly User[];
  done: () => Promise<void>;
}
export function RuleForm({ rule, count, names, people, done }: Props) {
  const form = useForm<Values>({
    id: `rules/${rule?.id ?? 'new'}`,
    fresh: !rule,
    initial: valuesOf(rule),
    labels: {
      name: s('rules.name'),
      channels: s('rules.channels'),
      languages: s('rules.languages'),
      words: s('rules.words'),
      sources: s('rules.sources'),
      campaigns: s('rules.campaigns'),
      page: s('rules.page'),
      hours: s('rules.hours'),
      returning: s('rules.returning'),
      who: s('rules.who'),
      skills: s('rules.skills'),
      priority: s('rules.priority'),
    },
    check: values => (values.who ? {} : { who: s('wrong.who') }),
    save: async (_, values) => {
      const body = {
        name: values.name.trim(),
        position: rule?.position ?? count + 1,
        enabled: rule?.enabled ?? true,
        conditions: conditions(values, rule?.conditions ?? {}),
        action: action(values, rule?.action),
      };
      if (rule) await patch(`/rules/${rule.id}`, body);
      else await post('/rules', body);
      await done();
    },
    say: field => (field.startsWith('action') ? s('wrong.who') : undefined),
  });
  if (!form) return null;
  const { values } = form;
  const said = conditionsOf(conditions(values, rule?.conditions ?? {}), names);
  const then = values.who ? actionOf({ action: action(values, rule?.action) }, names) : [];
  const known = [...new Set(people.flatMap(one => one.skills))];
  return (
    <>
      <BackLink href="/settings/rules" label={s('nav.rules')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={rule ? rule.name || s('rules.edit') : s('rules.add')} hint={s('rules.formHint')}>
          <p class="set-sentence set-said" role="status">
            {said.length ? s('rules.when') : s('rules.always')} {said.join(` ${s('rules.and')} `)}{' '}
            <b>{then.join(', ')}</b>
          </p>
          <h3 class="set-part">{s('rules.if')}</h3>
          <Channels form={form} names={names} />
          <div class="set-fields">
            <Words form={form} name="languages" known={['pl', 'en', 'ru', 'uk', 'de']} show={languageName} />
            <Words form={form} name="words" known={[]} />
            <Words form={form} name="sources" known={['google', 'facebook', 'instagram', 'yandex', 'direct']} />
            <Words form={form} name="campaigns" known={[]} />
            <TextField
              form={form}
              name="page"
              label={s('rules.page')}
              hint={s('rules.pageHint')}
              placeholder="https://shop.example/wholesale"
            />
            <SelectField
              form={form}
              name="hours"
              label={s('rules.hours')}
              options={[
                ['', s('rules.any')],
                ['yes', s('cond.inHours')],
                ['no', s('cond.outHours')],
              ]}
            />
            <SelectField
              form={form}
              name="returning"
              label={s('rules.returning')}
              options={[
                ['', s('rules.any')],
                ['yes', s('cond.returning')],
                ['no', s('cond.new')],
              ]}
            />
          </div>
          <h3 class="set-part">{s('rules.then')}</h3>
          <div class="set-fields">
            <Field name="who" label={s('rules.who')} wrong={form.wrong('who')}>
              {attributes => (
                <select
                  {...attributes}
                  class="select"
                  value={values.who}
                  onChange={event => form.set({ who: event.currentTarget.value })}
                >
                  <option value="">{s('rules.choose')}</option>
                  <optgroup label={s('nav.teams')}>
                    {names.teams.map(team => (
                      <option key={team.id} value={`team:${team.id}`} selected={values.who === `team:${team.id}`}>
                        {team.name}
                      </option>
                    ))}
                  </optgroup>
                  <optgroup label={s('nav.people')}>
                    {people
                      .filter(user => user.active || values.who === `user:${user.id}`)
                      .map(user => (
                        <option key={user.id} value={`user:${user.id}`} selected={values.who === `user:${user.id}`}>
                          {user.name}
                        </option>
                      ))}
                  </optgroup>
                </select>
              )}
            </Field>
            <SelectField
              form={form}
              name="priority"
              label={s('rules.priority')}
              hint={s('rules.priorityHint')}
              options={(['0', '1', '2', '3'] as const).map(value => [value, s(`priority.${value}`)] as const)}
            />
            <Words form={form} name="skills" known={known} show={languageName} />
            <TextField form={form} name="name" label={s('rules.name')} hint={s('rules.nameHint')} />
          </div>
          {rule ? <SaveBar form={form} /> : <MakeBar form={form} label={s('rules.add')} />}
        </Section>
      </form>
    </>
  );
}

function Channels({ form, names }: { form: Form<Values>; names: Names }) {
  const chosen = form.values.channels;
  if (!names.channels.length) return null;
  return (
    <fieldset class="set-choice" id="set-channels">
      <legend>{s('rules.channels')}</legend>
      {names.channels.map(channel => {
        const on = chosen.includes(channel.id);
        return (
          <label key={channel.id} class={on ? 'set-option set-option-on' : 'set-option'}>
            <input
              type="checkbox"
              checked={on}
              onChange={() =>
                form.set({
                  channels: on ? chosen.filter(id => id !== channel.id) : [...chosen, channel.id].sort((a, b) => a - b),
                })
              }
            />
            <ChannelMark kind={channel.kind} />
            <span>
              <b>{channel.name}</b>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

type Lists = 'languages' | 'words' | 'sources' | 'campaigns' | 'skills';
function Words({
  form,
  name,
  known,
  show = word => word,
}: {
  form: Form<Values>;
  name: Lists;
  known: readonly string[];
  show?: (word: string) => string;
}) {
  return (
    <Field name={name} label={s(`rules.${name}`)} hint={s(`rules.${name}Hint`)} wrong={form.wrong(name)}>
      {attributes => (
        <WordsInput
          values={form.values[name]}
          onChange={values => form.set({ [name]: values })}
          suggestions={known}
          show={show}
          attributes={attributes}
        />
      )}
    </Field>
  );
}
