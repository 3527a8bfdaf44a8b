import { Link, useLocation } from 'wouter-preact';
import { call, patch, post } from '../data/api';
import { toast } from '../data/toasts';
import type { Template } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { attempt } from './Confirm';
import { useList } from './data';
import { useForm } from './form';
import { BackLink, Choice, Field, MakeBar, Pending, SaveBar, Section, TextField } from './parts';
import type { SectionProps } from './Settings';
import { s } from './words';

export function Templates({ rest }: SectionProps) {
  const { items, error, reload } = useList<Template>('/templates', { kind: 'templates.updated' });
  if (!items) return <Pending error={error} again={reload} />;
  const template = items.find(one => String(one.id) === rest[0]);
  if (rest[0] === 'new' || template)
    return <TemplateForm key={template?.id ?? 'new'} template={template ?? null} reload={reload} />;
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section
        title={s('nav.templates')}
        hint={s('templates.hint')}
        action={
          <Link class="button button-primary" href="/settings/templates/new">
            <Icon name="plus" size="s" />
            {s('templates.add')}
          </Link>
        }
      >
        {items.length === 0 && <p class="set-teach">{s('templates.none')}</p>}
        <ul class="set-rows">
          {items.map(one => (
            <li key={one.id}>
              <Link class="set-row" href={`/settings/templates/${one.id}`}>
                <span class="set-row-main">
                  <b class="cut">{one.title}</b>
                  <small class="cut">{one.text}</small>
                </span>
                <span class="set-row-side">
                  <span>{s(one.scope === 'all' ? 'templates.all' : 'templates.mine')}</span>
                  <small>{s('templates.used', { count: one.used })}</small>
                </span>
                <span class="set-row-code">{one.shortcut && <span class="kbd">/{one.shortcut}</span>}</span>
                <Icon name="forward" size="s" />
              </Link>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function TemplateForm({ template, reload }: { template: Template | null; reload: () => Promise<void> }) {
  const [, go] = useLocation();
  const form = useForm({
    id: `templates/${template?.id ?? 'new'}`,
    fresh: !template,
    initial: {
      title: template?.title ?? '',
      shortcut: template?.shortcut ?? '',
      text: template?.text ?? '',
      folder: template?.folder ?? '',
      scope: (template?.scope ?? 'all') as string,
    },
    labels: {
      title: s('templates.title'),
      shortcut: s('templates.shortcut'),
      text: s('templates.text'),
      folder: s('templates.folder'),
      scope: s('templates.scope'),
    },
    check: values => ({
      ...(values.title.trim() ? {} : { title: s('wrong.name') }),
      ...(values.text.trim() ? {} : { text: s('wrong.text') }),
    }),
    save: async (_, values) => {
      if (template) await patch(`/templates/${template.id}`, values);
      else await post('/templates', values);
      await reload();
      if (!template) go('/settings/templates');
    },
  });
  if (!form) return null;
  return (
    <>
      <BackLink href="/settings/templates" label={s('nav.templates')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={template?.title ?? s('templates.add')} hint={s('templates.formHint')}>
          <div class="set-fields">
            <TextField form={form} name="title" label={s('templates.title')} />
            <TextField form={form} name="shortcut" label={s('templates.shortcut')} hint={s('templates.shortcutHint')} />
            <TextField form={form} name="folder" label={s('templates.folder')} hint={s('templates.folderHint')} />
          </div>
          <Field name="text" label={s('templates.text')} wrong={form.wrong('text')} wide>
            {attributes => (
              <textarea
                {...attributes}
                class="set-area"
                rows={6}
                value={form.values.text}
                onInput={event => form.set({ text: event.currentTarget.value })}
              />
            )}
          </Field>
          <Choice
            name="scope"
            label={s('templates.scope')}
            value={form.values.scope}
            options={[
              { value: 'all', label: s('templates.all') },
              { value: 'mine', label: s('templates.mine') },
            ]}
            wrong={form.wrong('scope')}
            onPick={scope => form.set({ scope })}
          />
          {template ? <SaveBar form={form} /> : <MakeBar form={form} label={s('templates.add')} />}
        </Section>
      </form>
      {template && (
        <div class="set-buttons">
          <button
            type="button"
            class="button button-outline set-danger"
            onClick={async () => {
              const { title, shortcut, text, folder, scope } = template;
              if (!(await attempt(() => call('DELETE', `/templates/${template.id}`)))) return;
              await reload();
              go('/settings/templates');
              toast(s('templates.removed'), {
                action: {
                  label: t('toast.undo'),
                  undo: true,
                  run: () =>
                    void attempt(() => post('/templates', { title, shortcut, text, folder, scope }).then(reload)),
                },
              });
            }}
          >
            {s('templates.remove')}
          </button>
        </div>
      )}
    </>
  );
}
