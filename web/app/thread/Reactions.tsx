import { conversationSignal } from '../data/store/conversations';
import type { Message, Reaction } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { canReact } from './amending';
import { isOurs, react } from './reacting';
import './Reactions.css';

/** What people put on a message, an emoji a chip; with one person the name stands in it. Ours can be taken away by it. */
export function Reactions({ message, contact }: { message: Message; contact: string }) {
  const can = canReact(message, conversationSignal(message.conversation_id)?.value.channel_can);
  const chips = new Map<string, Reaction[]>();
  for (const one of message.reactions) chips.set(one.emoji, [...(chips.get(one.emoji) ?? []), one]);
  return (
    <span class={`reactions ${message.direction === 'outbound' ? 'reactions-out' : ''}`}>
      {[...chips].map(([emoji, all]) => {
        const mine = all.find(isOurs);
        const names = all.map(one => one.by.name || contact);
        const moves = mine && mine.state !== 'sent' ? mine.state : null;
        const who = t('react.who', { emoji: emoji || t('react.own'), names: names.join(', ') });
        const words = moves ? `${who} (${t(`react.${moves}`)})` : who;
        const look = `reaction ${mine ? 'reaction-ours' : ''} ${moves ? 'reaction-moves' : ''}`;
        const inside = (
          <>
            {emoji ? <span class="reaction-emoji">{emoji}</span> : <Icon name="smile" size="s" />}
            <span class="reaction-who cut">{all.length > 1 ? all.length : names[0]}</span>
            {moves && <Icon name="clock" size="xs" />}
          </>
        );
        return can.includes(emoji) ? (
          <button
            key={emoji}
            type="button"
            class={look}
            aria-pressed={mine !== undefined}
            aria-label={words}
            title={`${words}\n${t(mine ? 'react.remove' : 'react.join', { emoji })}`}
            onClick={() => void react(message, emoji)}
          >
            {inside}
          </button>
        ) : (
          <span key={emoji} class={look} role="img" aria-label={words} title={words}>
            {inside}
          </span>
        );
      })}
    </span>
  );
}
