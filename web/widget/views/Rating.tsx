/** What a visitor thinks of a conversation that is closed: one press, and a word more for who wants to. */
import { useEffect, useState } from 'preact/hooks';
import en from '../../i18n/rating.en.json';
import pl from '../../i18n/rating.pl.json';
import ru from '../../i18n/rating.ru.json';
import { call } from '../api';
import type { Rating as Rated } from '../model';
import { useView } from './view';

/** Its texts come with it: who never closes a conversation never loads them. */
const texts = { en, ru, pl };
const scores = [1, 2, 3, 4, 5] as const;

export function Rating() {
  const { chat, words } = useView();
  const { t } = words;
  const r = (key: keyof typeof en) => texts[words.language][key];
  const [comment, setComment] = useState('');
  const [failed, setFailed] = useState(false);
  const { session } = chat;
  const [rating, setRating] = useState<Rated | null | undefined>(session.last?.conversation?.rating);
  // It goes on, and is closed again: asked anew.
  useEffect(
    () => () => {
      if (session.last) session.last = { ...session.last, conversation: null };
    },
    [],
  );
  const send = async (score: number, text: string) => {
    setRating({ score, comment: text });
    const { status } = await call('api/rating', session.token, { score, ...(text ? { comment: text } : {}) });
    const taken = status === 204;
    setFailed(!taken);
    if (taken) session.host.say('event', { name: 'rated', detail: { score } });
    else setRating(rating);
  };
  if (!chat.site.value?.rates) return null;
  return (
    <div class="rate">
      <div role="group" aria-label={r('ask')}>
        <p>{r('ask')}</p>
        {scores.map(score => (
          <button
            key={score}
            type="button"
            class={rating && score <= rating.score ? 'star on' : 'star'}
            aria-label={r(`score${score}`)}
            aria-pressed={rating?.score === score}
            onClick={() => send(score, rating?.comment ?? '')}
          >
            ★
          </button>
        ))}
      </div>
      {rating && !rating.comment && (
        <form
          onSubmit={event => {
            event.preventDefault();
            if (comment.trim()) void send(rating.score, comment.trim());
          }}
        >
          <input
            value={comment}
            maxLength={2000}
            aria-label={r('why')}
            placeholder={r('why')}
            onInput={event => setComment(event.currentTarget.value)}
          />
          <button type="submit">{t('write.send')}</button>
        </form>
      )}
      <p role="status">{failed ? r('failed') : rating ? r('thanks') : ''}</p>
    </div>
  );
}
