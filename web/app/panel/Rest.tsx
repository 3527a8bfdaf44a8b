import { sayError } from '../data/commands';
import { t } from '../data/words';
import { type Asked, ask } from './asking';

/** Under a list: what went wrong, or that there is more. */
export function Rest<T>({ path, of }: { path: string; of: Asked<T> }) {
  if (of.error.value) {
    return (
      <p class="panel-quiet panel-flat" role="alert">
        {sayError(of.error.value)}{' '}
        <button type="button" class="button-link" onClick={() => void ask(path, of)}>
          {t('ui.again')}
        </button>
      </p>
    );
  }
  if (!of.next.value) return null;
  return (
    <button type="button" class="button-link panel-more" onClick={() => void ask(path, of, true)}>
      {t('panel.older')}
    </button>
  );
}
