import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { exactTime, moment, ms } from '../../shared/time';
import { now } from '../data/clock';
import type { Contact, Duplicate, Named } from '../data/types';
import { language, t } from '../data/words';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { ask, askAgain, useAsked } from './asking';
import { keepApart, part } from './merging';
import { Section } from './Section';
import { loadSameWords, w } from './words';
import './Same.css';

const MergeDialog = lazy(async () => (await import('./MergeDialog')).MergeDialog);
const ContactPicker = lazy(async () => (await import('./ContactPicker')).ContactPicker);
const few = 3;

/** Who might be the same person and why, who was found to be, and a way to name another. Nobody is merged by itself. */
export function Same({ contact }: { contact: Contact }) {
  const path = `/contacts/${contact.id}/duplicates`;
  const of = useAsked<Duplicate>(path, true);
  const other = useSignal<Named | null>(null);
  const anchor = useSignal<HTMLElement | null>(null);
  const all = useSignal(false);
  useEffect(() => void loadSameWords(language.value), [language.value]);

  const facts = [contact.phone, contact.email, contact.name].join('\n');
  const merged = contact.merged.map(one => one.id).join(' ');
  const before = useRef({ id: contact.id, facts, merged });
  useEffect(() => {
    const last = before.current;
    before.current = { id: contact.id, facts, merged };
    if (last.id !== contact.id) return;
    if (last.merged !== merged) askAgain(contact.id);
    else if (last.facts !== facts) void ask(path, of);
  }, [contact.id, facts, merged]);

  const found = (of.items.value ?? []).filter(one => !contact.merged.some(known => known.id === one.contact.id));
  const shown = all.value ? found : found.slice(0, few);
  const finder = (
    <button
      type="button"
      class="chip chip-add"
      onPointerEnter={() => void ContactPicker.preload()}
      onClick={event => {
        anchor.value = event.currentTarget;
      }}
    >
      <Icon name="search" size="xs" />
      {w('find')}
    </button>
  );
  return (
    <>
      {found.length || contact.merged.length ? (
        <div class="same">
          <Section name="same" title={w(found.length ? 'possible' : 'title')} label={w('title')}>
            {shown.length > 0 && (
              <ul class="same-list same-maybe">
                {shown.map(one => (
                  <Maybe
                    key={one.contact.id}
                    one={one}
                    compare={() => {
                      other.value = one.contact;
                    }}
                    putAway={() => void keepApart(contact, one.contact)}
                  />
                ))}
              </ul>
            )}
            {found.length > shown.length && (
              <button
                type="button"
                class="button-link panel-more"
                onClick={() => {
                  all.value = true;
                }}
              >
                {t('panel.showAll', { count: found.length })}
              </button>
            )}
            {contact.merged.length > 0 && (
              <ul class="same-list">
                {contact.merged.map(one => (
                  <Merged key={one.id} one={one} />
                ))}
              </ul>
            )}
            {finder}
          </Section>
        </div>
      ) : (
        <div class="same-alone">{finder}</div>
      )}
      {anchor.value && (
        <ContactPicker
          except={contact.id}
          anchor={anchor.value}
          choose={one => {
            other.value = one;
          }}
          onClose={() => {
            anchor.value = null;
          }}
        />
      )}
      {other.value && (
        <MergeDialog
          key={other.value.id}
          own={contact}
          other={other.value}
          onClose={() => {
            other.value = null;
          }}
        />
      )}
    </>
  );
}

function Maybe({ one, compare, putAway }: { one: Duplicate; compare: () => void; putAway: () => void }) {
  const { contact, evidence } = one;
  return (
    <li>
      <Face name={contact.name} size={28} />
      <div>
        <b class="cut">{contact.name}</b>
        {evidence.map(({ what, value }) => (
          <small key={`${what}${value}`}>{w(what, { value })}</small>
        ))}
      </div>
      <button
        type="button"
        class="button button-quiet button-small"
        aria-label={w('compareWith', { name: contact.name })}
        onPointerEnter={() => void MergeDialog.preload()}
        onClick={compare}
      >
        {w('compare')}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={w('different', { name: contact.name })}
        title={w('different', { name: contact.name })}
        onClick={putAway}
      >
        <Icon name="close" size="s" />
      </button>
    </li>
  );
}

function Merged({ one }: { one: Contact['merged'][number] }) {
  const date = moment(ms(one.at), now.value, language.value);
  return (
    <li>
      <Face name={one.name} size={28} />
      <div>
        <b class="cut">{one.name}</b>
        <small title={exactTime(ms(one.at), language.value)}>
          {one.by ? w('sinceBy', { date, name: one.by.name }) : w('since', { date })}
        </small>
      </div>
      <button
        type="button"
        class="button button-quiet button-small"
        aria-label={w('partFrom', { name: one.name })}
        onClick={() => void part(one)}
      >
        {w('part')}
      </button>
    </li>
  );
}
