import { lineLost, retryLine } from '../data/socket';
import { t } from '../data/words';
import './Line.css';

/** Quiet word that the line is gone; it goes away by itself. */
export function Line() {
  return (
    <div class="line" role="status" aria-live="polite">
      {lineLost.value && (
        <p class="line-lost">
          <i class="line-dot" aria-hidden="true" />
          {t('line.lost')}
          <button type="button" class="button-link" onClick={retryLine}>
            {t('line.now')}
          </button>
        </p>
      )}
    </div>
  );
}
