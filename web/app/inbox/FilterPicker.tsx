import { useEffect } from 'preact/hooks';
import type { Filter, FilterName } from '../data/store/filter';
import { users } from '../data/store/people';
import { loadTags, tags } from '../data/store/tags';
import type { View } from '../data/store/views';
import { t } from '../data/words';
import { Face } from '../ui/Face';
import { ChannelMark, Icon } from '../ui/icons';
import { type Choice, Picker } from '../ui/Picker';
import { loadFilters, sources } from './filterChoices';
import { channels, teams } from './filterNames';

interface Props {
  view: View;
  filter: Filter;
  anchor: HTMLElement | null;
  choose: (filter: Filter) => void;
  onClose: () => void;
}

/** Everything a list can be narrowed by, under one field. */
export function FilterPicker({ view, filter, anchor, choose, onClose }: Props) {
  useEffect(() => {
    void Promise.all([loadTags(), loadFilters()]).catch(() => undefined);
  }, []);
  const toggle = (name: FilterName, value: string) => () => {
    const { [name]: had, ...rest } = filter;
    choose(had === value ? rest : { ...rest, [name]: value });
  };
  const one = (name: FilterName, value: string, label: string, more: Partial<Choice> = {}): Choice => ({
    id: `${name}:${value}`,
    group: t(`filter.${name}`),
    label,
    checked: filter[name] === value,
    run: toggle(name, value),
    ...more,
  });
  const choices: Choice[] = [
    ...(tags.value ?? []).map(tag =>
      one('tag', tag.name, tag.name, { icon: <Icon name="tag" size="s" />, detail: String(tag.count) }),
    ),
    ...[...teams.value].map(([id, name]) => one('team', String(id), name, { icon: <Icon name="person" size="s" /> })),
    ...[...channels.value.values()].map(channel =>
      one('channel', String(channel.id), channel.name, { icon: <ChannelMark kind={channel.kind} size="s" /> }),
    ),
    ...(view === 'mine' || view === 'unassigned'
      ? []
      : [
          one('assignee', 'none', t('assign.nobody'), { icon: <Icon name="flag" size="s" /> }),
          ...[...users.value.values()]
            .filter(user => user.active)
            .map(user => one('assignee', String(user.id), user.name, { icon: <Face name={user.name} size={22} /> })),
        ]),
    ...sources.value.map(source =>
      one('source', source.name, source.name, {
        icon: <Icon name="globeLink" size="s" />,
        detail: String(source.count),
      }),
    ),
    ...(view === 'all' || view === 'mentions'
      ? (['open', 'snoozed'] as const).map(status =>
          one('status', status, t(`status.${status}`), { icon: <Icon name="inbox" size="s" /> }),
        )
      : []),
  ];
  return (
    <Picker
      label={t('filter.label')}
      placeholder={t('filter.placeholder')}
      choices={choices}
      anchor={anchor}
      onClose={onClose}
    />
  );
}
