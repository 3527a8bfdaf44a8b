/** The form a site may ask for before the first word. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import en from '../../i18n/prechat.en.json';
import pl from '../../i18n/prechat.pl.json';
import ru from '../../i18n/prechat.ru.json';
import { useCells } from '../cell';
import { mostCharacters } from '../chat';
import { type Field, fieldError, profileOf } from '../fields';
import type { SiteInfo } from '../model';
import { Icon } from './Icon';
import { isCoarse, useView } from './view';

/** Its texts come with it: sites that ask nothing load none of them. */
const texts = { en, ru, pl };
type Key = keyof typeof en;
const kinds: Readonly<Record<string, { type: string; complete: string }>> = {
  email: { type: 'email', complete: 'email' },
  phone: { type: 'tel', complete: 'tel' },
  tel: { type: 'tel', complete: 'tel' },
  contact: { type: 'text', complete: 'on' },
};
const named = ['name', 'phone', 'email', 'contact'];

export function Prechat({ site }: { site: SiteInfo }) {
  const { chat, words } = useView();
  const { t } = words;
  const p = (key: Key) => texts[words.language][key];
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, Key | 'refused.long'>>>({});
  useCells(chat.draft, chat.isOpen);
  useLayoutEffect(() => {
    if (chat.isOpen.value && !isCoarse()) form.current?.querySelector('textarea')?.focus({ preventScroll: true });
  }, [chat.isOpen.value]);
  const fields = site.prechat?.fields ?? [];
  const consent = site.prechat?.consent;
  const message: Field = { name: 'message', type: 'textarea', required: true };

  const submit = (event: Event) => {
    event.preventDefault();
    const found: Record<string, Key | 'refused.long'> = {};
    for (const field of [message, ...fields]) {
      const error = fieldError(field, field === message ? chat.draft.value : (values[field.name] ?? ''));
      if (error) found[field.name] = error;
    }
    if (chat.draft.value.trim().length > mostCharacters) found.message = 'refused.long';
    if (consent && !values.consent) found.consent = 'consent';
    setErrors(found);
    const first = [message, ...fields, { name: 'consent' }].find(field => found[field.name]);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first.name)}"]`)?.focus();
    else void chat.write(chat.draft.value.trim(), [], profileOf(fields, values), consent ?? undefined);
  };
  const Wrong = ({ name }: { name: string }) =>
    errors[name] ? (
      <span class="wrong" id={`wrong-${name}`}>
        <Icon name="alert" small />
        {errors[name] === 'refused.long' ? t(errors[name]) : p(errors[name])}
      </span>
    ) : null;
  const aria = (name: string) => (errors[name] ? { 'aria-invalid': true, 'aria-describedby': `wrong-${name}` } : {});
  const set = (name: string, text: string) => {
    setValues({ ...values, [name]: text });
    if (errors[name]) setErrors(Object.fromEntries(Object.entries(errors).filter(([key]) => key !== name)));
  };

  return (
    <form class="form" ref={form} onSubmit={submit} noValidate>
      {site.online && <h2>{site.greeting || t('start.hello')}</h2>}
      <p>{p(site.online ? 'form' : 'formAway')}</p>
      <label>
        <span>{p('message')}</span>
        <textarea
          name="message"
          rows={3}
          required
          value={chat.draft.value}
          onInput={event => {
            chat.setDraft(event.currentTarget.value);
            set('message', '');
          }}
          {...aria('message')}
        />
        <Wrong name="message" />
      </label>
      {fields.map(field => {
        const kind = kinds[field.type] ?? { type: 'text', complete: field.name === 'name' ? 'name' : 'on' };
        const known = named.find(name => name === field.name) ?? named.find(name => name === field.type);
        return (
          <label key={field.name}>
            <span>
              {field.label || (known ? p(known as Key) : field.name)}
              {!field.required && <small>{p('optional')}</small>}
            </span>
            <input
              name={field.name}
              type={kind.type}
              autocomplete={kind.complete}
              required={!!field.required}
              value={values[field.name] ?? ''}
              onInput={event => set(field.name, event.currentTarget.value)}
              {...aria(field.name)}
            />
            <Wrong name={field.name} />
          </label>
        );
      })}
      {consent && (
        <label class="consent">
          <input
            name="consent"
            type="checkbox"
            checked={!!values.consent}
            onChange={event => set('consent', event.currentTarget.checked ? '1' : '')}
            {...aria('consent')}
          />
          <span>{consent.text}</span>
          <Wrong name="consent" />
        </label>
      )}
      <button type="submit" class="go">
        {p('go')}
      </button>
    </form>
  );
}
