import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { moment } from '../../shared/time';
import { ApiError, get } from '../data/api';
import { serverNow } from '../data/clock';
import type { Conversation, Settings } from '../data/types';
import { language } from '../data/words';
import type { Calendar } from '../settings/hours';
import { Icon } from '../ui/icons';
import { Menu, type MenuItem } from '../ui/Menu';
import type { Plan } from './scheduled';
import { TimeDialog } from './TimeDialog';
import { lastMoment, laterChoices, whenWords } from './times';
import { s } from './words';
import './Scheduled.css';

/** Read once: when the company begins its day. */
let calendar: Calendar | null = null;
get<Settings>('/settings').then(
  settings => {
    calendar = settings.calendar as Calendar | null;
  },
  error => {
    // Without it mornings are at nine.
    if (!(error instanceof ApiError)) throw error;
  },
);

interface Props {
  item: Conversation;
  label: string;
  buttonClass: string;
  buttonLabel?: string;
  /** Where the own time begins, and what then if the customer writes before. */
  at?: number | undefined;
  holds: boolean;
  take: (plan: Plan) => void;
  children: ComponentChildren;
}
/** The moments to choose from, in words and with their hour, and one of one's own. */
export function TimeMenu({ item, label, buttonClass, buttonLabel, at, holds, take, children }: Props) {
  const open = useSignal(false);
  const own = useSignal(false);
  const until = lastMoment(item.can_reply);
  const items = (): MenuItem[] => {
    const now = serverNow();
    const choices = laterChoices(now, calendar, until).map(
      (choice, i): MenuItem => ({
        id: choice.id,
        label: s(choice.id),
        detail: whenWords(choice.at, now, language.peek()),
        pick: String(i + 1),
        run: () => take({ at: choice.at, holds }),
      }),
    );
    const others: MenuItem[] = [
      {
        id: 'own',
        label: s('own'),
        icon: <Icon name="clock" size="s" />,
        run: () => {
          own.value = true;
        },
      },
    ];
    const all = [...choices, ...others];
    const first = all[0];
    if (first && until !== undefined) first.heading = s('until', { time: moment(until, now, language.peek()) });
    return all;
  };
  return (
    <>
      <Menu
        label={label}
        items={items}
        open={open}
        buttonClass={buttonClass}
        {...(buttonLabel ? { buttonLabel, title: buttonLabel } : {})}
      >
        {children}
      </Menu>
      {own.value && (
        <TimeDialog
          at={at ?? laterChoices(serverNow(), calendar).at(-1)?.at ?? serverNow()}
          until={until}
          name={item.contact.name}
          holds={holds}
          take={take}
          close={() => {
            own.value = false;
          }}
        />
      )}
    </>
  );
}
