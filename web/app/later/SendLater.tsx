import { useSignal } from '@preact/signals';
import { ms } from '../../shared/time';
import { serverNow } from '../data/clock';
import { toast } from '../data/toasts';
import type { Conversation } from '../data/types';
import { language, t } from '../data/words';
import { act } from '../keys';
import { Icon } from '../ui/icons';
import { attempt, backToDraft, cancel, type Plan, schedule } from './scheduled';
import { TimeMenu } from './TimeMenu';
import { lastMoment, whenWords } from './times';
import { s } from './words';

interface Props {
  item: Conversation;
  ready: boolean;
  /** The server has it: the composer is empty again. */
  sent: () => void;
}
/** The button beside Send: the draft goes by the server's clock. */
export function SendLater({ item, ready, sent }: Props) {
  const busy = useSignal(false);
  const id = item.id;
  const end = lastMoment(item.can_reply);
  if (end !== undefined && end <= serverNow()) return null;
  if (!ready || busy.value) {
    return (
      <button type="button" class="icon-button" aria-label={s('send')} title={s('send')} disabled>
        <Icon name="clock" />
      </button>
    );
  }
  const plan = (chosen: Plan) => {
    busy.value = true;
    void attempt(id, async () => {
      const made = await schedule(id, chosen);
      sent();
      toast(s('planned', { when: whenWords(ms(made.send_at), serverNow(), language.peek()) }), {
        action: {
          label: t('toast.undo'),
          undo: true,
          run: () =>
            void attempt(id, async () => {
              await cancel(made);
              backToDraft(made);
              act('reply');
            }),
        },
      });
    }).finally(() => {
      busy.value = false;
    });
  };
  return (
    <TimeMenu item={item} label={s('send')} buttonClass="icon-button" buttonLabel={s('send')} holds take={plan}>
      <Icon name="clock" />
    </TimeMenu>
  );
}
