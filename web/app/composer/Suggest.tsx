import { useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { session } from '../data/api';
import { me, users } from '../data/store/people';
import { countUse, loadTemplates, templates } from '../data/store/templates';
import type { Conversation, Template } from '../data/types';
import { t } from '../data/words';
import { Face } from '../ui/Face';
import { best } from '../ui/fuzzy';
import { Icon } from '../ui/icons';
import type { Asked } from './asked';
import { findEmoji, useEmoji } from './emoji';
import { TemplateEditor } from './TemplateEditor';
import { fill, parts, type Values, valuesOf } from './variables';
import './Suggest.css';

export const suggestId = 'composer-suggest';
interface Props {
  asked: Asked;
  item: Conversation;
  /** Puts the text in place of what was asked with. */
  take: (text: string) => void;
  close: () => void;
  /** The composer's keys come here first; true when one was used. */
  keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
  active: (id: string | undefined) => void;
}
interface Line {
  id: string;
  body: ComponentChildren;
  run: () => void;
}

/** Over the composer, whose field keeps the focus. */
export function Suggest({ asked, item, take, close, keys, active }: Props) {
  const at = useSignal(0);
  const editing = useSignal<Template | 'new' | null>(null);
  const values = valuesOf(item.contact.name, me.value?.name ?? '', session.value?.company ?? '');
  useEffect(() => {
    if (asked.kind === 'template') void loadTemplates().catch(() => undefined);
  }, [asked.kind]);
  useEffect(() => {
    at.value = 0;
  }, [asked.words]);
  const emoji = useEmoji(asked.kind === 'emoji');

  const found = asked.kind === 'template' ? matching(asked.words) : [];
  const lines: Line[] =
    asked.kind === 'template'
      ? found.map(one => ({
          id: `t${one.id}`,
          body: <TemplateLine template={one} />,
          run: () => {
            countUse(one);
            take(fill(one.text, values));
          },
        }))
      : asked.kind === 'mention'
        ? people(asked.words).map(user => ({
            id: `u${user.id}`,
            body: (
              <>
                <Face name={user.name} size={22} presence={user.presence} />
                <span class="cut">{user.name}</span>
              </>
            ),
            run: () => take(`@${user.name} `),
          }))
        : findEmoji(emoji, asked.words)
            .slice(0, 8)
            .map(one => ({
              id: `e${one.char}`,
              body: (
                <>
                  <span class="suggest-emoji">{one.char}</span>
                  <span class="cut">{one.name}</span>
                </>
              ),
              run: () => take(`${one.char} `),
            }));
  const current = Math.min(at.value, lines.length - 1);
  const shown = found[current];
  useEffect(() => {
    active(lines[current] ? `${suggestId}-${lines[current]?.id}` : undefined);
    document.getElementById(`${suggestId}-${lines[current]?.id}`)?.scrollIntoView({ block: 'nearest' });
  });
  useEffect(() => () => active(undefined), []);
  keys.current = event => {
    const go = (by: number) => {
      at.value = (current + by + lines.length) % Math.max(1, lines.length);
    };
    if (event.key === 'Escape') close();
    else if (!lines.length) return false;
    else if (event.key === 'ArrowDown') go(1);
    else if (event.key === 'ArrowUp') go(-1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) lines[current]?.run();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  useEffect(
    () => () => {
      keys.current = null;
    },
    [],
  );
  if (editing.value) {
    return (
      <TemplateEditor
        template={editing.value === 'new' ? null : editing.value}
        close={() => {
          editing.value = null;
        }}
      />
    );
  }
  if (!lines.length && asked.kind !== 'template') return null;
  return (
    <div class={asked.kind === 'template' ? 'suggest suggest-wide' : 'suggest'}>
      <div class="suggest-side">
        <div id={suggestId} class="suggest-list" role="listbox" aria-label={t(`suggest.${asked.kind}`)}>
          {lines.map((line, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field holds the focus and the keys
            // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant of the field
            <div
              key={line.id}
              id={`${suggestId}-${line.id}`}
              class="suggest-line"
              role="option"
              aria-selected={i === current}
              onMouseDown={event => event.preventDefault()}
              onMouseMove={() => {
                at.value = i;
              }}
              onClick={line.run}
            >
              {line.body}
            </div>
          ))}
        </div>
        {asked.kind === 'template' && (
          <div class="suggest-foot">
            {!lines.length && (
              <p class="suggest-none">{t(templates.value?.length ? 'picker.none' : 'templates.empty')}</p>
            )}
            <button
              type="button"
              class="suggest-new"
              onClick={() => {
                editing.value = 'new';
              }}
            >
              <Icon name="plus" size="s" />
              {t('templates.new')}
            </button>
          </div>
        )}
      </div>
      {shown && (
        <Preview
          template={shown}
          values={values}
          edit={
            shown.scope === 'mine' || me.value?.role !== 'operator'
              ? () => {
                  editing.value = shown;
                }
              : undefined
          }
        />
      )}
    </div>
  );
}

function people(words: string) {
  const others = [...users.value.values()].filter(user => user.active && user.id !== me.value?.id);
  return best(others, words, user => [user.name]).slice(0, 8);
}
/** The most used first, as long as nothing is typed. */
function matching(words: string): Template[] {
  const all = templates.value ?? [];
  if (words.trim()) return best(all, words, one => [one.shortcut, one.title, one.folder]).slice(0, 30);
  return [...all].sort((a, b) => b.used - a.used || a.title.localeCompare(b.title)).slice(0, 30);
}

function TemplateLine({ template }: { template: Template }) {
  return (
    <>
      <span class="suggest-title cut">
        {template.title}
        {template.folder && <small> {template.folder}</small>}
      </span>
      {template.shortcut && <span class="kbd">/{template.shortcut}</span>}
    </>
  );
}

function Preview({ template, values, edit }: { template: Template; values: Values; edit: (() => void) | undefined }) {
  return (
    <div class="suggest-preview">
      <p>
        {parts(template.text, values).map((part, i) =>
          part.kind === 'text' ? (
            part.text
          ) : (
            <mark key={i} class={`slot-${part.kind}`}>
              {part.text}
            </mark>
          ),
        )}
      </p>
      <footer>
        <small>{t('templates.used', { count: template.used })}</small>
        <span class="space" />
        {edit && (
          <button type="button" class="suggest-new" onClick={edit}>
            {t('templates.edit')}
          </button>
        )}
      </footer>
    </div>
  );
}
