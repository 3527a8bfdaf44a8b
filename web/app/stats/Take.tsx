import { toast } from '../data/toasts';
import { t } from '../data/words';
import { Icon } from '../ui/icons';

/** The button that saves what is shown. What makes the table is loaded when it is pressed. */
export function Take({ save }: { save: (made: typeof import('./export')) => void }) {
  const take = () => import('./export').then(save, () => toast(t('stats.notSaved'), { bad: true }));
  return (
    <button type="button" class="button button-outline" onClick={() => void take()}>
      <Icon name="download" size="s" />
      CSV
    </button>
  );
}
