import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError } from '../data/api';
import { sayError } from '../data/commands';
import type { Filter } from '../data/store/filter';
import { me } from '../data/store/people';
import { changeView, saveView, type ViewChange } from '../data/store/saved';
import { savedViews, type View } from '../data/store/views';
import { toast } from '../data/toasts';
import type { SavedView } from '../data/types';
import { t } from '../data/words';
import { Dialog } from '../ui/Dialog';

interface Props {
  /** What is to be saved, or the view that is changed. */
  view?: View;
  filter?: Filter;
  known?: SavedView;
  close: () => void;
}

/** A name for a list, and who has it in the navigation. */
export function ViewDialog({ view = 'all', filter = {}, known, close }: Props) {
  const name = useSignal(known?.name ?? '');
  const who = useSignal(known ? (known.team ? `team-${known.team.id}` : known.scope) : 'mine');
  const trouble = useSignal<ApiError | null>(null);
  const missing = useSignal(false);
  const busy = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  // After the dialog has taken the focus to itself.
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const called = name.value.trim();
  /** Saved again under a name that is there, it takes its place. */
  const same = known ? undefined : savedViews.value.find(one => one.editable && one.name === called);
  const teams = savedViews.value.filter(one => one.id === null);
  const save = async () => {
    missing.value = !called;
    if (!called) return;
    busy.value = true;
    trouble.value = null;
    const change: ViewChange = {
      name: called,
      scope: who.value === 'mine' || who.value === 'all' ? who.value : 'team',
      team_id: who.value.startsWith('team-') ? Number(who.value.slice(5)) : null,
    };
    try {
      if (known) await changeView(known, change);
      else await saveView(change, view, filter, same);
      toast(t('views.saved', { name: called }));
      close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value = error;
    } finally {
      busy.value = false;
    }
  };
  const wrong = missing.value && !called ? t('views.missing') : trouble.value ? sayError(trouble.value) : '';
  return (
    <Dialog title={t(known ? 'views.changeTitle' : 'views.saveTitle')} onClose={close}>
      <form
        class="view-form"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field">
          <span>{t('views.name')}</span>
          <input
            type="text"
            maxLength={40}
            value={name.value}
            ref={field}
            aria-invalid={wrong ? true : undefined}
            onInput={event => {
              name.value = event.currentTarget.value;
            }}
          />
          {wrong && <small role="alert">{wrong}</small>}
        </label>
        {same && (
          <p class="view-hint" role="status">
            {t('views.replaces')}
          </p>
        )}
        {me.value?.role !== 'operator' && (
          <label class="field">
            <span>{t('views.scope')}</span>
            <select
              class="select"
              value={who.value}
              onChange={event => {
                who.value = event.currentTarget.value;
              }}
            >
              <option value="mine">{t('views.mine')}</option>
              {teams.map(one => (
                <option key={one.key} value={one.key}>
                  {t('views.team', { name: one.name })}
                </option>
              ))}
              <option value="all">{t('views.all')}</option>
            </select>
          </label>
        )}
        <div class="view-acts">
          <button type="button" class="button button-outline" onClick={close}>
            {t('views.cancel')}
          </button>
          <button type="submit" class="button button-primary" disabled={busy.value}>
            {t('views.keep')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
