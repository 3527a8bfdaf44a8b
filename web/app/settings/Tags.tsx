import { useSignal } from '@preact/signals';
import { call, patch, post } from '../data/api';
import { toast } from '../data/toasts';
import type { Tag } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { attempt, Confirm } from './Confirm';
import { useList } from './data';
import { useForm } from './form';
import { BackLink, MakeBar, Pending, Section, TextField } from './parts';
import { s } from './words';

export function Tags() {
  const { items, error, reload } = useList<Tag>('/tags', { kind: 'tags.updated' });
  const leaving = useSignal<Tag | null>(null);
  const form = useForm({
    id: 'tags/new',
    fresh: true,
    initial: { name: '' },
    labels: { name: s('tags.name') },
    check: ({ name }) => (name.trim() ? {} : { name: s('wrong.tagName') }),
    save: async (_, values) => {
      await post('/tags', { name: values.name.trim() });
      await reload();
    },
    say: () => s('wrong.tagName'),
    done: '',
  });
  if (!items || !form) return <Pending error={error} again={reload} />;
  const rename = async (tag: Tag, name: string) => {
    if (!name || name === tag.name) return;
    if (await attempt(() => patch(`/tags/${tag.id}`, { name }))) toast(s('form.saved'));
    await reload();
  };
  const remove = (tag: Tag) => () => call('DELETE', `/tags/${tag.id}`).then(reload);
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section title={s('nav.tags')} hint={s('tags.hint')}>
        {items.length === 0 && <p class="set-teach">{s('tags.none')}</p>}
        <ul class="set-rows">
          {items.map(tag => (
            <li key={`${tag.id} ${tag.name}`} class="set-row">
              <span class="set-row-main field">
                <input
                  aria-label={s('tags.nameOf', { name: tag.name })}
                  maxLength={40}
                  defaultValue={tag.name}
                  onBlur={event => void rename(tag, event.currentTarget.value.trim())}
                  onKeyDown={event => {
                    if (event.key === 'Enter') event.currentTarget.blur();
                  }}
                />
              </span>
              <span class="set-row-side">
                <small>{s('tags.on', { count: tag.count })}</small>
              </span>
              <button
                type="button"
                class="icon-button"
                aria-label={s('form.remove', { what: tag.name })}
                onClick={() => {
                  leaving.value = tag;
                }}
              >
                <Icon name="trash" size="s" />
              </button>
            </li>
          ))}
        </ul>
      </Section>
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('tags.add')}>
          <div class="set-fields">
            <TextField form={form} name="name" label={s('tags.name')} autocomplete="off" />
          </div>
          <MakeBar form={form} label={s('tags.add')} />
        </Section>
      </form>
      {leaving.value && (
        <Confirm
          title={s('tags.removeTitle', { name: leaving.value.name })}
          verb={s('tags.remove')}
          act={remove(leaving.value)}
          onClose={() => {
            leaving.value = null;
          }}
        >
          {s('tags.removeHint', { count: leaving.value.count })}
        </Confirm>
      )}
    </>
  );
}
