import { dismiss, toasts } from '../data/toasts';
import { t } from '../data/words';
import { Icon } from './icons';
import './Toasts.css';

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(item => (
        <div key={item.id} class={item.bad ? 'toast toast-bad' : 'toast'}>
          {item.bad && <Icon name="warn" size="s" />}
          <span>{item.text}</span>
          {item.action && (
            <button
              type="button"
              class="toast-act"
              onClick={() => {
                dismiss(item.id);
                item.action?.run();
              }}
            >
              {item.action.label}
              {item.action.undo && <span class="kbd">Z</span>}
            </button>
          )}
          <button type="button" class="toast-shut" aria-label={t('ui.dismiss')} onClick={() => dismiss(item.id)}>
            <Icon name="close" size="s" />
          </button>
        </div>
      ))}
    </div>
  );
}
