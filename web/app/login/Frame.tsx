import type { ComponentChildren } from 'preact';
import { languages } from '../../shared/i18n';
import { setLanguage } from '../data/auth';
import { language, t } from '../data/words';
import icon from '../icon.svg';
import './login.css';

export function Frame({ title, hint, children }: { title: string; hint?: string; children: ComponentChildren }) {
  return (
    <main class="login">
      <div class="login-card">
        <img class="login-logo" src={icon} alt="Parley" width="40" height="40" />
        <h1>{title}</h1>
        {hint && <p class="login-hint">{hint}</p>}
        {children}
      </div>
    </main>
  );
}

const names = { en: 'English', ru: 'Русский', pl: 'Polski' } as const;
export function Languages() {
  return (
    <div class="login-languages" role="group" aria-label={t('account.language')}>
      {languages.map(one => (
        <button
          key={one}
          type="button"
          lang={one}
          class="button-link"
          aria-pressed={language.value === one}
          onClick={() => void setLanguage(one)}
        >
          {names[one]}
        </button>
      ))}
    </div>
  );
}
