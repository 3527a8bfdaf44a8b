import { me, users } from '../data/store/people';
import type { Named } from '../data/types';
import { t } from '../data/words';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import type { MenuItem } from '../ui/Menu';

/** Who something can be given to: oneself, those at the desk, the others, nobody. */
export function peopleItems(chosen: number | null, give: (to: Named | null) => void): MenuItem[] {
  const mine = me.peek();
  const order = { online: 0, away: 1, offline: 2 };
  const people = [...users.peek().values()]
    .filter(user => user.active)
    .sort(
      (a, b) =>
        Number(b.id === mine?.id) - Number(a.id === mine?.id) ||
        order[a.presence] - order[b.presence] ||
        a.name.localeCompare(b.name),
    );
  return [
    ...people.map(user => ({
      id: String(user.id),
      label: user.id === mine?.id ? t('assign.me', { name: user.name }) : user.name,
      detail: t('assign.load', { load: user.load, capacity: user.capacity }),
      icon: <Face name={user.name} size={22} presence={user.presence} />,
      checked: chosen === user.id,
      run: () => give({ id: user.id, name: user.name }),
    })),
    {
      id: 'nobody',
      label: t('assign.nobody'),
      icon: <Icon name="flag" size="s" />,
      checked: chosen === null,
      run: () => give(null),
    },
  ];
}
