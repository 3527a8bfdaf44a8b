import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, get, query } from '../data/api';
import { sayError } from '../data/commands';
import type { Contact, MergePreview, Named } from '../data/types';
import { type Key, language, t } from '../data/words';
import { Dialog } from '../ui/Dialog';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { type Choices, merge } from './merging';
import { languageName } from './Who';
import { w } from './words';

type FieldOf = MergePreview['fields'][number];
const own = new Set(['name', 'phone', 'email', 'language']);
const labelOf = (field: string) => (own.has(field) ? t(`panel.${field}` as Key) : field.replace('attributes/', ''));
const shown = ({ field }: FieldOf, value: FieldOf['own']) =>
  field === 'language' && typeof value === 'string' ? languageName(value) : String(value);

interface Props {
  own: Named;
  other: Named;
  onClose: () => void;
}
/** What a merge moves and which facts stay, before it is done. */
export function MergeDialog({ own: mine, other, onClose }: Props) {
  const preview = useSignal<MergePreview | null>(null);
  const chosen = useSignal<Choices>({});
  const trouble = useSignal('');
  const busy = useSignal(false);

  const load = async () => {
    try {
      preview.value = await get<MergePreview>(`/contacts/${mine.id}/merge${query({ contact_id: other.id })}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value = Object.values(error.fields)[0] ?? sayError(error);
    }
  };
  useEffect(() => void load(), []);
  const send = async () => {
    busy.value = true;
    trouble.value = '';
    try {
      await merge(mine, other, chosen.value);
      onClose();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value = sayError(error);
      busy.value = false;
      // Somebody wrote one of the facts meanwhile: what is chosen from is shown anew.
      if (error.status === 422) {
        chosen.value = {};
        await load();
      }
    }
  };

  const all = preview.value;
  const both = all?.fields.filter(one => one.own !== null) ?? [];
  const added = all?.fields.filter(one => one.own === null) ?? [];
  return (
    <Dialog title={w('ask')} onClose={onClose}>
      {all && (
        <form
          class="merge"
          onSubmit={event => {
            event.preventDefault();
            if (!busy.peek()) void send();
          }}
        >
          <div class="merge-who">
            <Side contact={all.other} />
            <Icon name="forward" />
            <Side contact={all.contact} />
          </div>
          <p>{w('moves', { name: all.contact.name, what: whatMoves(all) })}</p>
          {both.length > 0 && <h3>{w('keep')}</h3>}
          {both.map(one => (
            <Choose
              key={one.field}
              one={one}
              wins={chosen.value[one.field] ?? one.wins}
              choose={wins => {
                chosen.value = { ...chosen.value, [one.field]: wins };
              }}
            />
          ))}
          {added.length > 0 && (
            <>
              <h3>{w('added')}</h3>
              <dl class="pairs">
                {added.map(one => (
                  <div key={one.field} class="merge-pair">
                    <dt class="cut">{labelOf(one.field)}</dt>
                    <dd>{shown(one, one.other)}</dd>
                  </div>
                ))}
              </dl>
            </>
          )}
          <p class="merge-later">{w('later')}</p>
          <div class="merge-buttons">
            <button type="submit" class="button button-primary" disabled={busy.value}>
              {w('merge')}
            </button>
            <button type="button" class="button button-quiet" onClick={onClose}>
              {w('cancel')}
            </button>
          </div>
        </form>
      )}
      {trouble.value && (
        <p class="merge-trouble" role="alert">
          {trouble.value}
        </p>
      )}
    </Dialog>
  );
}

function whatMoves({ moves }: MergePreview): string {
  const parts = [
    moves.conversations > 0 && t('panel.conversations', { count: moves.conversations }),
    moves.leads > 0 && w('leads', { count: moves.leads }),
    moves.identities > 0 && w('ways', { count: moves.identities }),
  ].filter(part => part !== false);
  return new Intl.ListFormat(language.value).format(parts);
}

function Side({ contact }: { contact: Contact }) {
  const username = contact.identities.find(one => one.username)?.username;
  const reach = contact.phone ?? contact.email ?? (username ? `@${username.replace(/^@/, '')}` : '');
  return (
    <div class="merge-side">
      <Face name={contact.name} size={38} />
      <b class="cut">{contact.name}</b>
      <small class="cut">{reach}</small>
    </div>
  );
}

interface ChooseProps {
  one: FieldOf;
  wins: FieldOf['wins'];
  choose: (wins: FieldOf['wins']) => void;
}
function Choose({ one, wins, choose }: ChooseProps) {
  return (
    <fieldset class="merge-field">
      <legend class="cut">{labelOf(one.field)}</legend>
      {(['own', 'other'] as const).map(side => (
        <label key={side}>
          <input type="radio" name={one.field} checked={wins === side} onChange={() => choose(side)} />
          <span>{shown(one, one[side])}</span>
        </label>
      ))}
    </fieldset>
  );
}
