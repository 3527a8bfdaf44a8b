import { exactTime, moment, ms } from '../../shared/time';
import { now } from '../data/clock';
import type { Message } from '../data/types';
import { language, t } from '../data/words';
import { panelSheet } from '../inbox/panelSheet';
import { act } from '../keys';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { path, useMessages } from './asking';
import { Jump } from './Jump';
import { Rest } from './Rest';
import { isFolded, Section } from './Section';

export const isNote = (message: Message) => message.note && message.kind !== 'activity' && !message.deleted_at;

/** What the team wrote about somebody, in all conversations with them. */
export function Notes({ contact }: { contact: number }) {
  const of = useMessages(contact, 'notes', !isFolded('notes'), isNote);
  const items = of.items.value ?? [];
  return (
    <Section name="notes" title={t('panel.notes')} count={items.length > 1 && String(items.length)}>
      {items.length > 0 && (
        <ul class="panel-notes">
          {items.map(note => (
            <li key={note.id}>
              <Jump conversation={note.conversation_id} message={note.id} class="panel-note">
                <span class="panel-note-by">
                  <Face name={note.author.name ?? ''} size={18} />
                  <b class="cut">{note.author.name}</b>
                  <time dateTime={note.sent_at} title={exactTime(ms(note.sent_at), language.value)}>
                    {moment(ms(note.sent_at), now.value, language.value)}
                  </time>
                </span>
                <span class="panel-note-text">{note.text || note.attachments.map(file => file.name).join(', ')}</span>
              </Jump>
            </li>
          ))}
        </ul>
      )}
      <Rest path={path(contact, 'notes')} of={of} />
      <button
        type="button"
        class="chip chip-add"
        onClick={() => {
          panelSheet.value = false;
          act('note');
        }}
      >
        <Icon name="plus" size="xs" />
        {t('panel.addNote')}
        <span class="kbd">N</span>
      </button>
    </Section>
  );
}
