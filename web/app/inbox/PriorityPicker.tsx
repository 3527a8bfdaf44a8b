import { patched, run } from '../data/commands';
import { conversation, conversationSignal } from '../data/store/conversations';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { type Choice, Picker } from '../ui/Picker';

function setPriority(id: number, priority: number, name: string): void {
  const before = conversation(id);
  if (!before || before.priority === priority) return;
  const from = before.priority;
  void run({
    id,
    part: { priority },
    send: () => patched(id, { priority }),
    done: t('priority.done', { name }),
    undo: () => void run({ id, part: { priority: from }, send: () => patched(id, { priority: from }) }),
  });
}

interface Props {
  id: number;
  anchor: HTMLElement | null;
  onClose: () => void;
}

/** Who goes first while many wait. */
export function PriorityPicker({ id, anchor, onClose }: Props) {
  const item = conversationSignal(id)?.value;
  if (!item) return null;
  const choices: Choice[] = ([0, 1, 2, 3] as const).map(value => ({
    id: String(value),
    label: t(`priority.${value}`),
    checked: item.priority === value,
    icon: <Icon name="flag" size="s" />,
    run: () => setPriority(id, value, t(`priority.${value}`)),
  }));
  return (
    <Picker
      label={t('keys.priority')}
      placeholder={t('priority.placeholder')}
      choices={choices}
      anchor={anchor}
      onClose={onClose}
    />
  );
}
