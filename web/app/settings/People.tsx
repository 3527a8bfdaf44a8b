import { useSignal } from '@preact/signals';
import { Link, useLocation } from 'wouter-preact';
import { patch, post } from '../data/api';
import { keepUser, me } from '../data/store/people';
import type { User } from '../data/types';
import { t } from '../data/words';
import { Dialog } from '../ui/Dialog';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { attempt, Confirm } from './Confirm';
import { useList } from './data';
import { useForm } from './form';
import { type Link as Invitation, Invite, makeLink } from './Invite';
import {
  BackLink,
  Choice,
  Copy,
  Field,
  MakeBar,
  Pending,
  SaveBar,
  Section,
  SelectField,
  TextField,
  useFlash,
  WordsInput,
} from './parts';
import type { SectionProps } from './Settings';
import { languageName, listOf, s } from './words';

const roles = ['operator', 'manager', 'admin'] as const;
const roleOptions = () => roles.map(value => ({ value, label: s(`role.${value}`), hint: s(`role.${value}Hint`) }));
const interface_ = [
  ['en', 'English'],
  ['ru', 'Русский'],
  ['pl', 'Polski'],
] as const;
/** What is offered first; anything else can be typed. */
const languageCodes = ['en', 'pl', 'ru', 'uk', 'de', 'cs', 'fr', 'es', 'it', 'lt'];

export function People({ rest }: SectionProps) {
  const { items, error, reload } = useList<User>('/users?limit=200', { kind: 'user.updated' });
  useFlash(items !== null);
  if (rest[0] === 'new') return <NewPerson known={items ?? []} reload={reload} />;
  if (!items) return <Pending error={error} again={reload} />;
  const chosen = items.find(user => String(user.id) === rest[0]);
  if (chosen) return <Person user={chosen} all={items} reload={reload} />;
  return <PeopleList items={items} />;
}

function PeopleList({ items }: { items: readonly User[] }) {
  const here = items.filter(user => user.active);
  const gone = items.filter(user => !user.active);
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section
        title={s('nav.people')}
        hint={s('people.hint')}
        action={
          <Link class="button button-primary" href="/settings/people/new">
            <Icon name="plus" size="s" />
            {s('people.add')}
          </Link>
        }
      >
        <ul class="set-rows">
          {here.map(user => (
            <PersonRow key={user.id} user={user} />
          ))}
        </ul>
        {items.length < 2 && <p class="set-teach">{s('people.alone')}</p>}
      </Section>
      {gone.length > 0 && (
        <Section title={s('people.off')} hint={s('people.offHint')}>
          <ul class="set-rows">
            {gone.map(user => (
              <PersonRow key={user.id} user={user} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function PersonRow({ user }: { user: User }) {
  return (
    <li>
      <Link class="set-row" href={`/settings/people/${user.id}`}>
        <Face name={user.name} size={38} presence={user.active ? user.presence : 'offline'} />
        <span class="set-row-main">
          <b class="cut">{user.name}</b>
          <small class="cut">{user.email}</small>
        </span>
        <span class="set-row-side">
          <span>{s(`role.${user.role}`)}</span>
          <small class="cut">
            {!user.active
              ? s('people.isOff')
              : user.invitation?.first
                ? s('people.invited')
                : s('people.load', { load: user.load, capacity: user.capacity })}
          </small>
        </span>
        <span class="set-row-tags">
          {user.skills.slice(0, 4).map(skill => (
            <span key={skill} class="tag">
              {languageName(skill)}
            </span>
          ))}
        </span>
        <Icon name="forward" size="s" />
      </Link>
    </li>
  );
}

interface PersonValues {
  name: string;
  role: string;
  language: string;
  capacity: string;
  skills: readonly string[];
}

function Person({ user, all, reload }: { user: User; all: readonly User[]; reload: () => Promise<void> }) {
  const giving = useSignal(false);
  const leaving = useSignal(false);
  const change = async (body: Record<string, unknown>) => {
    keepUser(await patch<User>(`/users/${user.id}`, body));
    await reload();
  };
  const form = useForm<PersonValues>({
    id: `people/${user.id}`,
    initial: {
      name: user.name,
      role: user.role,
      language: user.language,
      capacity: String(user.capacity),
      skills: user.skills,
    },
    labels: {
      name: s('profile.name'),
      role: s('people.role'),
      language: s('profile.language'),
      capacity: s('people.capacity'),
      skills: s('people.skills'),
    },
    check: values => ({
      ...(values.name.trim() ? {} : { name: s('wrong.name') }),
      ...(/^\d{1,4}$/.test(values.capacity) && Number(values.capacity) <= 1000
        ? {}
        : { capacity: s('wrong.capacity') }),
    }),
    save: changed =>
      change({ ...changed, ...(changed.capacity === undefined ? {} : { capacity: Number(changed.capacity) }) }),
    say: field => (field === 'role' ? s('wrong.lastAdmin') : field === 'skills' ? s('wrong.skills') : undefined),
  });
  if (!form) return null;
  const own = user.id === me.value?.id;
  return (
    <>
      <BackLink href="/settings/people" label={s('nav.people')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={user.name} hint={user.email} action={<Face name={user.name} size={46} />}>
          <div class="set-fields">
            <TextField form={form} name="name" label={s('profile.name')} hint={s('profile.nameHint')} />
            <SelectField form={form} name="language" label={s('people.interface')} options={interface_} />
          </div>
          <Choice
            name="role"
            label={s('people.role')}
            value={form.values.role}
            options={roleOptions()}
            wrong={form.wrong('role')}
            onPick={role => form.set({ role })}
          />
          <div class="set-fields">
            <Field
              name="capacity"
              label={s('people.capacity')}
              hint={s('people.capacityHint')}
              wrong={form.wrong('capacity')}
            >
              {attributes => (
                <input
                  {...attributes}
                  inputMode="numeric"
                  value={form.values.capacity}
                  onInput={event => form.set({ capacity: event.currentTarget.value })}
                />
              )}
            </Field>
          </div>
          <Skills
            values={form.values.skills}
            wrong={form.wrong('skills')}
            known={all.flatMap(one => one.skills)}
            onChange={skills => form.set({ skills })}
          />
          <SaveBar form={form} />
        </Section>
      </form>
      {!own && (
        <Section title={s('people.access')} hint={s('people.accessHint')}>
          {user.active && <Invite user={user} />}
          <div class="set-buttons">
            <button
              type="button"
              class="button button-outline"
              onClick={() => {
                giving.value = true;
              }}
            >
              {s('people.givePassword')}
            </button>
            {user.active ? (
              <button
                type="button"
                class="button button-outline set-danger"
                onClick={() => {
                  leaving.value = true;
                }}
              >
                {s('people.turnOff')}
              </button>
            ) : (
              <button
                type="button"
                class="button button-outline"
                onClick={() => void attempt(() => change({ active: true }))}
              >
                {s('people.turnOn')}
              </button>
            )}
          </div>
        </Section>
      )}
      {giving.value && (
        <GivePassword
          user={user}
          done={() => {
            giving.value = false;
          }}
        />
      )}
      {leaving.value && (
        <Confirm
          title={s('people.turnOffTitle', { name: user.name })}
          verb={s('people.turnOff')}
          act={() => change({ active: false })}
          onClose={() => {
            leaving.value = false;
          }}
        >
          {s('people.turnOffHint', { count: user.load })}
        </Confirm>
      )}
    </>
  );
}

function Skills({
  values,
  wrong,
  known,
  onChange,
}: {
  values: readonly string[];
  wrong: string;
  known: readonly string[];
  onChange: (skills: readonly string[]) => void;
}) {
  const suggestions = [...new Set([...languageCodes, ...known])];
  const spoken = values.filter(one => languageName(one) !== one).map(languageName);
  return (
    <Field
      name="skills"
      label={s('people.skills')}
      hint={spoken.length ? s('people.speaks', { languages: listOf(spoken) }) : s('people.skillsHint')}
      wrong={wrong}
      wide
    >
      {attributes => (
        <WordsInput
          values={values}
          onChange={onChange}
          suggestions={suggestions}
          show={languageName}
          attributes={attributes}
        />
      )}
    </Field>
  );
}

/** Sixteen letters and digits that cannot be mistaken for each other. */
function makePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, byte => letters[byte % letters.length])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');
}

function GivePassword({ user, done }: { user: User; done: () => void }) {
  const given = useSignal('');
  return (
    <Dialog title={s('people.givePassword')} onClose={done}>
      {given.value ? (
        <>
          <p class="set-leave">{s('people.given', { name: user.name })}</p>
          <Copy text={given.value} label={s('people.password')} secret />
        </>
      ) : (
        <>
          <p class="set-leave">{s('people.giveHint', { name: user.name })}</p>
          <div class="set-buttons">
            <button
              type="button"
              class="button button-primary"
              onClick={async () => {
                const password = makePassword();
                if (await attempt(() => post(`/users/${user.id}/password`, { password }))) given.value = password;
              }}
            >
              {s('people.givePassword')}
            </button>
            <button type="button" class="button button-quiet" onClick={done}>
              {s('form.cancel')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

interface NewValues {
  name: string;
  email: string;
  role: string;
  language: string;
  skills: readonly string[];
}

function NewPerson({ known, reload }: { known: readonly User[]; reload: () => Promise<void> }) {
  const [, go] = useLocation();
  const made = useSignal<{ user: User; link: Invitation | null } | null>(null);
  const form = useForm<NewValues>({
    id: 'people/new',
    fresh: true,
    initial: { name: '', email: '', role: 'operator', language: me.value?.language ?? 'en', skills: [] },
    labels: {
      name: s('profile.name'),
      email: t('login.email'),
      role: s('people.role'),
      language: s('people.interface'),
      skills: s('people.skills'),
    },
    check: values => ({
      ...(values.name.trim() ? {} : { name: s('wrong.name') }),
      ...(/^\S+@\S+$/.test(values.email.trim()) ? {} : { email: s('wrong.email') }),
    }),
    save: async (_, values) => {
      const user = await post<User>('/users', {
        name: values.name.trim(),
        email: values.email.trim(),
        role: values.role,
        language: values.language,
      });
      if (values.skills.length) await patch(`/users/${user.id}`, { skills: values.skills });
      // Without a line now, it is made where the person is shown.
      const link = await makeLink(user.id).catch(() => null);
      made.value = { user, link };
      await reload();
    },
    say: field => (field === 'email' ? s('wrong.emailTaken') : undefined),
    done: '',
  });
  if (!form) return null;
  if (made.value) {
    const { user, link } = made.value;
    return (
      <>
        <BackLink href="/settings/people" label={s('nav.people')} />
        <Section title={s('people.madeTitle', { name: user.name })} hint={user.email}>
          <Invite user={known.find(one => one.id === user.id) ?? user} made={link} />
          <div class="set-buttons">
            <Link class="button button-primary" href={`/settings/people/${user.id}`}>
              {s('people.goOn')}
            </Link>
            <button
              type="button"
              class="button button-outline"
              onClick={() => {
                made.value = null;
                go('/settings/people/new');
              }}
            >
              {s('people.another')}
            </button>
          </div>
        </Section>
      </>
    );
  }
  return (
    <>
      <BackLink href="/settings/people" label={s('nav.people')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('people.add')} hint={s('people.addHint')}>
          <div class="set-fields">
            <TextField
              form={form}
              name="name"
              label={s('profile.name')}
              hint={s('profile.nameHint')}
              autocomplete="off"
            />
            <TextField form={form} name="email" label={t('login.email')} type="email" autocomplete="off" />
            <SelectField form={form} name="language" label={s('people.interface')} options={interface_} />
          </div>
          <Choice
            name="role"
            label={s('people.role')}
            value={form.values.role}
            options={roleOptions()}
            onPick={role => form.set({ role })}
          />
          <Skills
            values={form.values.skills}
            wrong=""
            known={known.flatMap(one => one.skills)}
            onChange={skills => form.set({ skills })}
          />
          <MakeBar form={form} label={s('people.add')} />
        </Section>
      </form>
    </>
  );
}
