import { t } from '../data/words';
import { composerKeys, shortcuts } from '../keys';
import { Dialog } from '../ui/Dialog';
import './Shortcuts.css';

/** Made from the very table the keys are bound by. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const groups = ['list', 'conversation', 'go'] as const;
  return (
    <Dialog title={t('keys.title')} wide onClose={onClose}>
      <div class="keys-sheet">
        {groups.map(group => (
          <section key={group}>
            <h3>{t(`keys.group.${group}`)}</h3>
            <dl>
              {shortcuts
                .filter(item => item.group === group)
                .map(item => (
                  <Row key={item.action} shown={item.shown} label={t(item.label)} then={item.after !== undefined} />
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t('keys.group.composer')}</h3>
          <dl>
            {composerKeys.map(item => (
              <Row key={item.label} shown={item.shown} label={t(item.label)} then={false} />
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

function Row({ shown, label, then }: { shown: readonly string[]; label: string; then: boolean }) {
  return (
    <div class="keys-row">
      <dt>{label}</dt>
      <dd>
        {shown.map((key, i) => (
          <span key={key}>
            {i > 0 && then && <small>{t('keys.then')} </small>}
            <span class="kbd">{key}</span>
          </span>
        ))}
      </dd>
    </div>
  );
}
