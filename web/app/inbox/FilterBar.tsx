import { useSignal } from '@preact/signals';
import { type Filter, filterNames } from '../data/store/filter';
import { savedAs, type View } from '../data/store/views';
import { t } from '../data/words';
import { FilterChip } from '../ui/FilterChip';
import { filterLabel } from './filterNames';
import { ViewDialog } from './ViewDialog';

interface Props {
  view: View;
  filter: Filter;
  narrow: (filter: Filter) => void;
}

/** What the list is narrowed by, each to be taken away again; all of it can be kept under a name. */
export function FilterBar({ view, filter, narrow }: Props) {
  const saving = useSignal(false);
  return (
    <ul class="list-chips" aria-label={t('filter.label')}>
      {filterNames
        .filter(name => filter[name])
        .map(name => (
          <FilterChip
            key={name}
            name={t(`filter.${name}`)}
            value={filterLabel(filter, name)}
            drop={() => {
              const { [name]: _, ...rest } = filter;
              narrow(rest);
            }}
          />
        ))}
      <li>
        <button type="button" class="list-clear" onClick={() => narrow({})}>
          {t('filter.clear')}
        </button>
      </li>
      {!savedAs(view, filter) && (
        <li>
          <button
            type="button"
            class="list-clear"
            onClick={() => {
              saving.value = true;
            }}
          >
            {t('views.save')}
          </button>
        </li>
      )}
      {saving.value && (
        <ViewDialog
          view={view}
          filter={filter}
          close={() => {
            saving.value = false;
          }}
        />
      )}
    </ul>
  );
}
