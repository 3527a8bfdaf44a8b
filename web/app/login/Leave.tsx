import { leaving, signOut } from '../data/auth';
import { t } from '../data/words';
import { Dialog } from '../ui/Dialog';
import './Leave.css';

/** Somebody wants to go while answers of theirs wait here for the line. */
export function Leave({ count }: { count: number }) {
  const stay = () => {
    leaving.value = null;
  };
  return (
    <Dialog title={t('leave.title', { count })} onClose={stay}>
      <p class="leave-hint">{t('leave.hint')}</p>
      <div class="leave-choices">
        <button type="button" class="button button-primary" onClick={stay}>
          {t('leave.stay')}
        </button>
        <button type="button" class="button button-outline" onClick={() => void signOut('keep')}>
          {t('leave.keep')}
        </button>
        <button type="button" class="button button-quiet" onClick={() => void signOut('destroy')}>
          {t('leave.destroy')}
        </button>
      </div>
    </Dialog>
  );
}
