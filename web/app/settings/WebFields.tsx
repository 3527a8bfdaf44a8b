/** What the chat on a site looks like and asks, with a picture of it beside. */
import { brand, contrast, parseColor } from '../../widget/color';
import { t } from '../data/words';
import { Face } from '../ui/Face';
import type { Form } from './form';
import { Field, SelectField, Switch, TextField } from './parts';
import { s } from './words';

export interface WebValues {
  site: string;
  title: string;
  color: string;
  position: string;
  language: string;
  greeting: string;
  greeting_en: string;
  greeting_ru: string;
  greeting_pl: string;
  ask: readonly string[];
  consent: string;
  consent_version: string;
  rating: string;
}
export const emptyWeb: WebValues = {
  site: '',
  title: '',
  color: '#1A6652',
  position: 'right',
  language: '',
  greeting: '',
  greeting_en: '',
  greeting_ru: '',
  greeting_pl: '',
  ask: [],
  consent: '',
  consent_version: '',
  rating: 'on',
};

export function webValues(settings: Readonly<Record<string, string>>): WebValues {
  const texts = Object.fromEntries(
    Object.entries(emptyWeb).map(([name, value]) => [
      name,
      typeof value === 'string' ? (settings[name] ?? value) : value,
    ]),
  );
  const ask = (settings.ask ?? '')
    .split(',')
    .map(word => word.trim())
    .filter(Boolean);
  return { ...emptyWeb, ...texts, ask };
}

/** As the API takes them; `over` an older channel's, what is empty is taken away. */
export function settingsOfWeb(values: WebValues, over = false): Record<string, string | null> {
  const settings: Record<string, string | null> = {};
  for (const name of Object.keys(emptyWeb) as (keyof WebValues)[]) {
    const value = values[name];
    const text = typeof value === 'string' ? value.trim() : value.join(',');
    if (text) settings[name] = text;
    else if (over) settings[name] = null;
  }
  return settings;
}

export const labelsOfWeb = (): Record<keyof WebValues, string> => ({
  site: s('web.site'),
  title: s('web.title'),
  color: s('web.color'),
  position: s('web.position'),
  language: s('web.language'),
  greeting: s('web.greeting'),
  greeting_en: s('web.greetingIn', { language: 'English' }),
  greeting_ru: s('web.greetingIn', { language: 'Русский' }),
  greeting_pl: s('web.greetingIn', { language: 'Polski' }),
  ask: s('web.ask'),
  consent: s('web.consent'),
  consent_version: s('web.consentVersion'),
  rating: s('web.rating'),
});
export function sayWeb(field: string): string | undefined {
  if (field === 'site') return s('wrong.site');
  if (field === 'color') return s('wrong.color');
  if (field === 'token') return s('wrong.token');
  if (field === 'webhook_url') return s('wrong.url');
  if (field === 'greeting') return s('wrong.greeting');
  return undefined;
}

const asked = ['name', 'email', 'phone', 'contact'] as const;

export function WebFields<V extends WebValues>({ form: given, company }: { form: Form<V>; company: string }) {
  const form = given as unknown as Form<WebValues>;
  const { values } = form;
  const parsed = parseColor(values.color);
  const weak = parsed && contrast(parsed, [255, 255, 255]) < 4.5;
  const picked = (name: string) => values.ask.find(one => one.replace('*', '') === name);
  const turn = (name: string, to: '' | '*' | null) =>
    form.set({
      ask: asked.map(one => (one === name ? (to === null ? '' : one + to) : (picked(one) ?? ''))).filter(Boolean),
    });
  return (
    <div class="set-web">
      <div>
        <TextField
          form={form}
          name="site"
          label={s('web.site')}
          hint={s('web.siteHint')}
          placeholder="https://shop.example"
          wide
        />
        <div class="set-fields">
          <TextField form={form} name="title" label={s('web.title')} hint={s('web.titleHint')} placeholder={company} />
          <Field
            name="color"
            label={s('web.color')}
            hint={s(weak ? 'web.colorWeak' : 'web.colorHint')}
            wrong={form.wrong('color')}
          >
            {attributes => (
              <div class="set-unit">
                <input
                  type="color"
                  class="set-color"
                  aria-label={s('web.pick')}
                  value={parsed ? values.color.toLowerCase() : '#1a6652'}
                  onInput={event => form.set({ color: event.currentTarget.value })}
                />
                <input
                  {...attributes}
                  class="set-mono"
                  value={values.color}
                  onInput={event => form.set({ color: event.currentTarget.value })}
                />
              </div>
            )}
          </Field>
          <SelectField
            form={form}
            name="position"
            label={s('web.position')}
            options={[
              ['right', s('web.right')],
              ['left', s('web.left')],
            ]}
          />
          <SelectField
            form={form}
            name="language"
            label={s('web.language')}
            options={[
              ['', s('web.ofPage')],
              ['en', 'English'],
              ['ru', 'Русский'],
              ['pl', 'Polski'],
            ]}
          />
        </div>
        <TextField form={form} name="greeting" label={s('web.greeting')} hint={s('web.greetingHint')} wide />
        <details class="set-more">
          <summary>{s('web.inLanguages')}</summary>
          <div class="set-fields">
            <TextField form={form} name="greeting_en" label={s('web.greetingIn', { language: 'English' })} />
            <TextField form={form} name="greeting_ru" label={s('web.greetingIn', { language: 'Русский' })} />
            <TextField form={form} name="greeting_pl" label={s('web.greetingIn', { language: 'Polski' })} />
          </div>
        </details>
        <fieldset class="set-week" id="set-ask">
          <legend>{s('web.ask')}</legend>
          <p class="set-hint">{s('web.askHint')}</p>
          {asked.map(name => {
            const value = picked(name);
            return (
              <label key={name} class="set-ask">
                <span>{s(`web.ask_${name}`)}</span>
                <select
                  class="select"
                  value={value === undefined ? 'no' : value.endsWith('*') ? 'must' : 'may'}
                  onChange={event => {
                    const choice = event.currentTarget.value;
                    turn(name, choice === 'no' ? null : choice === 'must' ? '*' : '');
                  }}
                >
                  <option value="no">{s('web.askNo')}</option>
                  <option value="may">{s('web.askMay')}</option>
                  <option value="must">{s('web.askMust')}</option>
                </select>
              </label>
            );
          })}
        </fieldset>
        <Field name="consent" label={s('web.consent')} hint={s('web.consentHint')} wrong={form.wrong('consent')} wide>
          {attributes => (
            <textarea
              {...attributes}
              class="set-area"
              value={values.consent}
              onInput={event => form.set({ consent: event.currentTarget.value })}
            />
          )}
        </Field>
        {values.consent && (
          <div class="set-fields">
            <TextField
              form={form}
              name="consent_version"
              label={s('web.consentVersion')}
              hint={s('web.consentVersionHint')}
              placeholder="1"
            />
          </div>
        )}
        <Switch
          name="rating"
          label={s('web.rating')}
          hint={s('web.ratingHint')}
          on={values.rating !== 'off'}
          onTurn={on => form.set({ rating: on ? 'on' : 'off' })}
        />
      </div>
      <Preview values={values} company={company} />
    </div>
  );
}

/** The chat as it will stand on the site: its colours are worked out by the widget's own code. */
function Preview({ values, company }: { values: WebValues; company: string }) {
  const colors = brand(values.color);
  const name = values.title || company || 'Parley';
  return (
    <aside class="set-preview" aria-label={s('web.preview')}>
      <p class="set-label">{s('web.preview')}</p>
      <div class={values.position === 'left' ? 'set-page set-page-left' : 'set-page'} aria-hidden="true">
        <i />
        <i />
        <i />
        <div class="set-chat">
          <header>
            <Face name={name} size={28} />
            <span>
              <b class="cut">{name}</b>
              <small style={{ '--dot': colors.fill }}>{t('presence.online')}</small>
            </span>
          </header>
          <p>{values.greeting || s('web.defaultGreeting')}</p>
          {values.ask.map(one => (
            <span key={one} class="set-chat-field">
              {s(`web.ask_${one.replace('*', '') as (typeof asked)[number]}`)}
              {one.endsWith('*') ? ' *' : ''}
            </span>
          ))}
          {values.consent && <small>☐ {values.consent}</small>}
          {values.ask.length > 0 || values.consent ? (
            <span class="set-chat-send" style={{ background: colors.fill, color: colors.on }}>
              {t('composer.send')}
            </span>
          ) : (
            <span class="set-chat-field set-chat-write" style={{ '--dot': colors.fill }}>
              {s('web.write')}
            </span>
          )}
        </div>
        <span class="set-launcher" style={{ background: colors.fill, color: colors.on }}>
          <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M20 11.500a7.500 7.500 0 0 1-7.500 7.500H5l1.500-3A7.500 7.500 0 1 1 20 11.500Z" />
          </svg>
        </span>
      </div>
    </aside>
  );
}
