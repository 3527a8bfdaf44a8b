import { useSignal } from '@preact/signals';
import { moment, ms } from '../../shared/time';
import { call, post } from '../data/api';
import { now } from '../data/clock';
import { toast } from '../data/toasts';
import type { User } from '../data/types';
import { language } from '../data/words';
import { attempt } from './Confirm';
import { Copy } from './parts';
import type { NewInvitation } from './types';
import { s } from './words';

export interface Link {
  readonly address: string;
  readonly until: string;
}
/** Behind the #, so that no server's log and no other site has it. */
export async function makeLink(user: number): Promise<Link> {
  const { token, expires_at: until } = await post<NewInvitation>(`/users/${user}/invitation`);
  return { address: `${location.origin}/invite#${token}`, until };
}
const day = (at: string) => moment(ms(at), now.value, language.value);

/** The link by which somebody sets the own password: made, made anew, withdrawn. It is shown to whoever made it, once. */
export function Invite({ user, made = null }: { user: User; made?: Link | null }) {
  const link = useSignal<Link | null>(made);
  const until = user.invitation?.expires_at;
  const works = until !== null && until !== undefined && ms(until) > now.value;
  const make = () =>
    attempt(async () => {
      link.value = await makeLink(user.id);
    });
  const withdraw = async () => {
    link.value = null;
    if (await attempt(() => call('DELETE', `/users/${user.id}/invitation`))) toast(s('invite.withdrawn'));
  };
  return (
    <div class="set-invite">
      {link.value ? (
        <>
          <p class="set-leave">{s('invite.made', { name: user.name, when: day(link.value.until) })}</p>
          <Copy text={link.value.address} label={s('invite.link')} secret />
        </>
      ) : (
        user.invitation && (
          <p class="set-leave">
            {works
              ? s(user.invitation.first ? 'invite.waiting' : 'invite.resetWaiting', {
                  name: user.name,
                  when: day(until),
                })
              : s(user.invitation.first ? 'invite.none' : 'invite.resetOver', { name: user.name })}
          </p>
        )
      )}
      <div class="set-buttons">
        <button type="button" class="button button-outline" onClick={() => void make()}>
          {s(works || link.value ? 'invite.renew' : user.invitation ? 'invite.make' : 'invite.reset')}
        </button>
        {(works || link.value) && (
          <button type="button" class="button button-outline set-danger" onClick={() => void withdraw()}>
            {s('invite.withdraw')}
          </button>
        )}
      </div>
    </div>
  );
}
