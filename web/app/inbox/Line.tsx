import { lineLost, newVersion, retryLine } from '../data/socket';
import { t } from '../data/words';
import './Line.css';

/** Quiet word that the line is gone, which goes away by itself, or that the server has a newer page than this one. */
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
      {newVersion.value && !lineLost.value && (
        <p class="line-lost line-new">
          {t('line.newer')}
          <button type="button" class="button-link" onClick={() => location.reload()}>
            {t('line.reload')}
          </button>
        </p>
      )}
    </div>
  );
}
