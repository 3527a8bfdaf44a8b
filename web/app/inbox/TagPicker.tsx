import { useEffect } from 'preact/hooks';
import { setTag } from '../data/commands';
import { conversationSignal } from '../data/store/conversations';
import { loadTags, tags } from '../data/store/tags';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { type Choice, Picker } from '../ui/Picker';

interface Props {
  id: number;
  anchor: HTMLElement | null;
  onClose: () => void;
}

/** Tags on and off, and new ones by their name. */
export function TagPicker({ id, anchor, onClose }: Props) {
  useEffect(() => {
    void loadTags().catch(() => undefined);
  }, []);
  const item = conversationSignal(id)?.value;
  if (!item) return null;
  const on = new Set(item.tags);
  const known = tags.value ?? [];
  const names = [...new Set([...item.tags, ...known.map(tag => tag.name)])];
  const choices: Choice[] = names.map(name => ({
    id: name,
    label: name,
    checked: on.has(name),
    icon: <Icon name="tag" size="s" />,
    run: () => setTag(id, name, !on.has(name)),
  }));
  const make = (words: string): Choice | undefined =>
    names.some(name => name.toLowerCase() === words.toLowerCase()) || words.length > 40
      ? undefined
      : {
          id: `+${words}`,
          label: t('tags.make', { tag: words }),
          icon: <Icon name="plus" size="s" />,
          run: () => setTag(id, words, true),
        };
  return (
    <Picker
      label={t('tags.label')}
      placeholder={t('tags.placeholder')}
      choices={choices}
      anchor={anchor}
      make={make}
      many
      onClose={onClose}
    />
  );
}
