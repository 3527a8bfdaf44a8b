import { useSignal } from '@preact/signals';
import { ApiError } from '../data/api';
import { sayError } from '../data/commands';
import { me } from '../data/store/people';
import { deleteTemplate, saveTemplate, type TemplateChange, templates } from '../data/store/templates';
import type { Template } from '../data/types';
import { t } from '../data/words';
import { Dialog } from '../ui/Dialog';
import { variables } from './variables';
import './TemplateEditor.css';

interface Props {
  template: Template | null;
  close: () => void;
}

/** A template made or changed where it is used. */
export function TemplateEditor({ template, close }: Props) {
  const form = useSignal<TemplateChange>(
    template ?? {
      title: '',
      shortcut: '',
      text: '',
      folder: '',
      scope: me.peek()?.role === 'operator' ? 'mine' : 'all',
    },
  );
  const trouble = useSignal<ApiError | null>(null);
  const busy = useSignal(false);
  const set = (part: Partial<TemplateChange>) => {
    form.value = { ...form.peek(), ...part };
  };
  const attempt = async (act: () => Promise<void>) => {
    busy.value = true;
    trouble.value = null;
    try {
      await act();
      close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value = error;
    } finally {
      busy.value = false;
    }
  };
  const { title, shortcut, text, folder, scope } = form.value;
  const folders = [...new Set((templates.value ?? []).map(one => one.folder).filter(Boolean))];
  const wrong = trouble.value?.fields ?? {};
  const field = (name: 'title' | 'shortcut' | 'folder', most: number, value: string) => (
    <label class="field">
      <span>{t(`templates.${name}`)}</span>
      <input
        type="text"
        value={value}
        maxLength={most}
        list={name === 'folder' ? 'template-folders' : undefined}
        aria-invalid={wrong[name] ? true : undefined}
        onInput={event => set({ [name]: event.currentTarget.value })}
      />
      {wrong[name] && <small>{wrong[name]}</small>}
    </label>
  );
  return (
    <Dialog title={t(template ? 'templates.change' : 'templates.new')} onClose={close}>
      <form
        class="template-form"
        onSubmit={event => {
          event.preventDefault();
          void attempt(() => saveTemplate(template?.id ?? null, { title, shortcut, text, folder, scope }));
        }}
      >
        {field('title', 80, title)}
        <div class="template-pair">
          {field('shortcut', 32, shortcut)}
          {field('folder', 40, folder)}
          <datalist id="template-folders">
            {folders.map(name => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
        <label class="field">
          <span>{t('templates.text')}</span>
          <textarea
            rows={6}
            maxLength={4000}
            value={text}
            aria-invalid={wrong.text ? true : undefined}
            onInput={event => set({ text: event.currentTarget.value })}
          />
          {wrong.text && <small>{wrong.text}</small>}
          <small class="template-hint">
            {t('templates.hint')} {variables.map(name => `{${name}}`).join(' ')} {'{first_name|…}'}
          </small>
        </label>
        {me.value?.role !== 'operator' && (
          <label class="field">
            <span>{t('templates.scope')}</span>
            <select
              class="select"
              value={scope}
              onChange={event => set({ scope: event.currentTarget.value === 'all' ? 'all' : 'mine' })}
            >
              <option value="all">{t('templates.all')}</option>
              <option value="mine">{t('templates.mine')}</option>
            </select>
          </label>
        )}
        {trouble.value && Object.keys(wrong).length === 0 && (
          <p class="template-wrong" role="alert">
            {sayError(trouble.value)}
          </p>
        )}
        <div class="template-acts">
          {template && (
            <button
              type="button"
              class="button button-outline template-delete"
              disabled={busy.value}
              onClick={() => void attempt(() => deleteTemplate(template.id))}
            >
              {t('templates.delete')}
            </button>
          )}
          <span class="space" />
          <button type="submit" class="button button-primary" disabled={busy.value}>
            {t('templates.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
