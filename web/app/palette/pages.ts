/** Pages that have no key of their own. */
import type { Key } from '../data/words';
import type { IconName } from '../ui/icons';

export interface Page {
  readonly href: string;
  readonly label: Key;
  readonly icon: IconName;
}
export function pages(manages: boolean, _admin: boolean): Page[] {
  return [
    { href: '/inbox/snoozed', label: 'nav.snoozed', icon: 'moon' },
    { href: '/inbox/closed', label: 'nav.closed', icon: 'archive' },
    ...(manages
      ? [
          { href: '/response?days=30', label: 'palette.month' as const, icon: 'chart' as const },
          { href: '/response/wall', label: 'palette.wall' as const, icon: 'clock' as const },
        ]
      : []),
  ];
}
