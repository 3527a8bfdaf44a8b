import { t } from '../data/words';
import { Icon } from './icons';

/** One of what a list or a report is narrowed by, to be taken away again. */
export function FilterChip({ name, value, drop }: { name: string; value: string; drop: () => void }) {
  return (
    <li class="chip">
      <span class="cut">
        <small>{name}</small> {value}
      </span>
      <button type="button" class="chip-off" aria-label={t('filter.drop', { name: value })} onClick={drop}>
        <Icon name="close" size="xs" />
      </button>
    </li>
  );
}
