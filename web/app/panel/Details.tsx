import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useRef } from 'preact/hooks';
import { exactTime, moment, ms } from '../../shared/time';
import type { ApiError } from '../data/api';
import { now } from '../data/clock';
import { begin, edits, type Field } from '../data/edits';
import { saveContact } from '../data/facts';
import type { Contact } from '../data/types';
import { language, t } from '../data/words';
import { Icon } from '../ui/icons';
import { InPlace } from './InPlace';
import { Section } from './Section';

/** What else is known, under names of the company's own, and what they agreed to. */
export function Details({ contact }: { contact: Contact }) {
  const adding = useSignal(false);
  const started = [...edits.value.values()]
    .map(edit => new RegExp(`^contact/${contact.id}/attributes/(.+)$`).exec(edit.field.id)?.[1])
    .filter(name => name !== undefined);
  // One that is being made stands there before the server has it.
  const names = [...new Set([...Object.keys(contact.attributes), ...started])];
  return (
    <Section name="details" title={t('panel.details')} count={names.length > 1 && String(names.length)}>
      {names.length > 0 && (
        <dl class="pairs panel-details">
          {names.map(name => (
            <Fragment key={name}>
              <dt class="cut" title={name}>
                {name}
              </dt>
              <dd>
                <InPlace
                  field={attribute(contact, name)}
                  value={typed(contact.attributes[name])}
                  empty={t('panel.addValue')}
                  show={value => value}
                />
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
      {contact.consents.map(consent => (
        <details key={consent.at} class="panel-why">
          <summary title={exactTime(ms(consent.at), language.value)}>
            {t('panel.agreed', { date: moment(ms(consent.at), now.value, language.value) })}
          </summary>
          <p class="panel-consent">{consent.text}</p>
        </details>
      ))}
      {adding.value ? (
        <NewName
          close={() => {
            adding.value = false;
          }}
          take={name => begin(attribute(contact, name), typed(contact.attributes[name]))}
        />
      ) : (
        <button
          type="button"
          class="chip chip-add"
          onClick={() => {
            adding.value = true;
          }}
        >
          <Icon name="plus" size="xs" />
          {t('panel.addDetail')}
        </button>
      )}
    </Section>
  );
}

const typed = (value: unknown) => (value === undefined || value === null ? '' : String(value));

function attribute(contact: Contact, name: string): Field {
  return {
    id: `contact/${contact.id}/attributes/${name}`,
    label: name,
    send: text => saveContact(contact.id, { attributes: { [name]: asBefore(text, contact.attributes[name]) } }),
    say: (error: ApiError) => error.fields[`attributes/${name}`] ?? error.fields.attributes,
  };
}
/** A number stays a number, yes and no stay such; emptied, it is taken away. */
function asBefore(text: string, old: unknown): string | number | boolean | null {
  if (text === '') return null;
  if (typeof old === 'number' && Number.isFinite(Number(text))) return Number(text);
  if (typeof old === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

/** First what it is called; its value is then written in place. */
function NewName({ take, close }: { take: (name: string) => void; close: () => void }) {
  const name = useRef('');
  const done = (sure: boolean) => {
    const text = name.current.trim();
    close();
    if (sure && text) take(text);
  };
  return (
    <input
      ref={field => field?.focus()}
      class="inplace-input panel-new"
      aria-label={t('panel.detailName')}
      placeholder={t('panel.detailName')}
      maxLength={30}
      autocomplete="off"
      onInput={event => {
        name.current = event.currentTarget.value;
      }}
      onBlur={event => {
        if (document.activeElement !== event.currentTarget) done(true);
      }}
      onKeyDown={event => {
        if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        event.stopPropagation();
        done(event.key === 'Enter');
      }}
    />
  );
}
