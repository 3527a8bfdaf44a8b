import { useSignal } from '@preact/signals';
import { moment, ms } from '../../shared/time';
import type { ApiError } from '../data/api';
import { now } from '../data/clock';
import type { Field } from '../data/edits';
import { type Fact, saveContact } from '../data/facts';
import { toast } from '../data/toasts';
import type { Contact, Conversation, Identity } from '../data/types';
import { type Key, language, t } from '../data/words';
import { Face } from '../ui/Face';
import { ChannelMark, channelName, Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { InPlace } from './InPlace';
import { Past } from './Past';
import { Sign } from './Sign';

const LanguagePicker = lazy(async () => (await import('./LanguagePicker')).LanguagePicker);

const wrong: Readonly<Partial<Record<Fact, Key>>> = {
  name: 'panel.wrong.name',
  phone: 'panel.wrong.phone',
  email: 'panel.wrong.email',
};
function field(contact: Contact, name: 'name' | 'phone' | 'email'): Field {
  return {
    id: `contact/${contact.id}/${name}`,
    label: t(`panel.${name}`),
    send: text => saveContact(contact.id, { [name]: text === '' && name !== 'name' ? null : text }),
    say: (error: ApiError) => (error.fields[name] !== undefined && wrong[name] ? t(wrong[name]) : undefined),
  };
}

/** Face and name; the name can be written over. */
export function Who({ item }: { item: Conversation }) {
  const contact = item.contact_detail;
  return (
    <header class="panel-who">
      <Face name={item.contact.name} url={item.contact.avatar_url} size={46} />
      <div>
        <h3>
          {contact ? (
            <InPlace
              field={field(contact, 'name')}
              value={contact.name}
              show={name => name}
              input={{ maxLength: 200 }}
            />
          ) : (
            item.contact.name
          )}
          {contact && <Past contact={contact.id} field="name" />}
        </h3>
        <p>{contact && t('panel.since', { date: moment(ms(contact.created_at), now.value, language.value) })}</p>
      </div>
    </header>
  );
}

/** Every way to reach them, each to be copied; what people wrote down can be written over. */
export function Ways({ contact }: { contact: Contact }) {
  const { phone, email } = contact;
  return (
    <ul class="panel-ids" aria-label={t('panel.identities')}>
      <li>
        {phone ? (
          <a
            class="panel-reach"
            href={`tel:${phone.replace(/[^+\d]/g, '')}`}
            aria-label={t('panel.call', { phone })}
            title={t('panel.call', { phone })}
          >
            <Icon name="phone" size="s" />
          </a>
        ) : (
          <Icon name="phone" size="s" />
        )}
        <InPlace
          field={field(contact, 'phone')}
          value={phone ?? ''}
          empty={t('panel.addPhone')}
          input={{ type: 'tel', inputMode: 'tel', maxLength: 40 }}
        />
        {phone && contact.phone_verified && <Confirmed />}
        <Past contact={contact.id} field="phone" />
        {phone && <Copy text={phone} />}
      </li>
      <li>
        {email ? (
          <a
            class="panel-reach"
            href={`mailto:${email}`}
            aria-label={t('panel.mail', { email })}
            title={t('panel.mail', { email })}
          >
            <Icon name="mail" size="s" />
          </a>
        ) : (
          <Icon name="mail" size="s" />
        )}
        <InPlace
          field={field(contact, 'email')}
          value={email ?? ''}
          empty={t('panel.addEmail')}
          input={{ inputMode: 'email', maxLength: 254 }}
        />
        {email && contact.email_verified && <Confirmed />}
        <Past contact={contact.id} field="email" />
        {email && <Copy text={email} />}
      </li>
      <Speaks contact={contact} />
      {contact.identities.map(identity => (
        <li key={`${identity.kind}${identity.handle}`}>
          <ChannelMark kind={identity.kind} size="s" />
          <span class="panel-id cut" title={identity.handle}>
            {shownId(identity)}
          </span>
          <Copy text={identity.username ? shownId(identity) : identity.handle} />
        </li>
      ))}
    </ul>
  );
}
function shownId({ kind, handle, username }: Identity): string {
  return username ? `@${username.replace(/^@/, '')}` : `${channelName(kind)} ${handle}`;
}

function Confirmed() {
  return (
    <span class="panel-confirmed" role="img" aria-label={t('panel.confirmed')} title={t('panel.confirmed')}>
      <Icon name="check" size="xs" />
    </span>
  );
}

function Copy({ text }: { text: string }) {
  return (
    <button
      type="button"
      class="panel-copy"
      aria-label={t('panel.copy', { what: text })}
      title={t('panel.copy', { what: text })}
      onClick={() =>
        navigator.clipboard.writeText(text).then(
          () => toast(t('toast.copied'), { seconds: 3 }),
          () => toast(t('toast.notCopied'), { bad: true }),
        )
      }
    >
      <Sign name="copy" size="s" />
    </button>
  );
}

/** A language in words, as the reader calls it. */
export function languageName(tag: string, reader: string = language.value): string {
  try {
    return new Intl.DisplayNames(reader, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
function Speaks({ contact }: { contact: Contact }) {
  const anchor = useSignal<HTMLElement | null>(null);
  const name = contact.language && languageName(contact.language);
  return (
    <li>
      <Icon name="globe" size="s" />
      <span class="inplace">
        <button
          type="button"
          class={name ? 'inplace-value' : 'inplace-value inplace-empty'}
          aria-label={name ? t('panel.change', { field: t('panel.language'), value: name }) : undefined}
          aria-haspopup="dialog"
          onPointerEnter={() => void LanguagePicker.preload()}
          onClick={event => {
            anchor.value = event.currentTarget;
          }}
        >
          {name ? <span class="cut">{name}</span> : t('panel.addLanguage')}
          {name && <Sign name="pencil" size="xs" />}
        </button>
      </span>
      <Past contact={contact.id} field="language" />
      {anchor.value && (
        <LanguagePicker
          contact={contact}
          anchor={anchor.value}
          onClose={() => {
            anchor.value = null;
          }}
        />
      )}
    </li>
  );
}
