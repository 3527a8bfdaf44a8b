import { useEffect } from 'preact/hooks';
import { useSearch } from 'wouter-preact';
import { Composer } from '../composer/Composer';
import { ApiError, get } from '../data/api';
import { noReplyNeeded, sayError } from '../data/commands';
import { sayViewing } from '../data/socket';
import { conversation, conversationSignal, keep, known } from '../data/store/conversations';
import { placeEverywhere } from '../data/store/lists';
import { users, viewing, writing } from '../data/store/people';
import { lastSeq } from '../data/store/seq';
import { openThread, thread } from '../data/store/threads';
import type { Conversation } from '../data/types';
import { t } from '../data/words';
import { useAction } from '../keys';
import { Face } from '../ui/Face';
import { lazy } from '../ui/lazy';
import { amending } from './amending';
import { Header } from './Header';
import { sought } from './jump';
import { Ghost, Log } from './Log';
import './Thread.css';

const Amend = lazy(async () => (await import('./Amend')).Amend);

export function Thread({ id, back }: { id: number; back: string }) {
  const jump = Number(new URLSearchParams(useSearch()).get('m')) || undefined;
  const of = thread(id);

  const load = () => {
    const seq = lastSeq();
    of.error.value = null;
    void openThread(id, jump);
    get<Conversation>(`/conversations/${id}`).then(
      found => placeEverywhere(keep(found, seq)),
      error => {
        if (error instanceof ApiError) of.error.value = error;
      },
    );
  };
  useEffect(() => {
    // A held J passes many conversations: only the one it rests on is asked for.
    const timer = setTimeout(
      () => {
        load();
        sayViewing(id);
      },
      of.state.peek() === 'new' ? 60 : 0,
    );
    return () => {
      clearTimeout(timer);
      of.unreadFrom.value = null;
      sayViewing(null);
    };
  }, [id, jump, sought.value]);

  useAction('noReply', () => noReplyNeeded(id));

  known.value;
  const item = conversationSignal(id)?.value;
  if (!item) {
    return (
      <section class="thread" aria-label={t('thread.label')}>
        {of.error.value ? (
          <div class="empty" role="alert">
            <strong>{t(of.error.value.status === 404 ? 'thread.gone' : 'thread.failed')}</strong>
            <span>{of.error.value.status === 404 ? t('thread.goneHint') : sayError(of.error.value)}</span>
            {of.error.value.status !== 404 && (
              <button type="button" class="button button-outline" onClick={load}>
                {t('ui.again')}
              </button>
            )}
          </div>
        ) : (
          <div class="log-inner">
            <Ghost />
          </div>
        )}
      </section>
    );
  }
  return (
    <section class="thread" aria-label={t('thread.with', { name: item.contact.name })}>
      <Header item={item} back={back} />
      <Log key={`${jump}-${sought.value}`} item={item} jump={jump} />
      <Others id={id} />
      <Composer key={id} item={item} />
      {amending.value?.message.conversation_id === id && <Amend key={amending.value.message.id} {...amending.value} />}
    </section>
  );
}

/** Who else has it open, and who is writing an answer right now. */
function Others({ id }: { id: number }) {
  const writer = users.value.get(writing.value.get(id) ?? 0);
  const looking = (viewing.value.get(id) ?? []).flatMap(user => users.value.get(user) ?? []);
  const who = writer ?? looking[0];
  if (!who || !conversation(id)) return null;
  return (
    <p class="others" role="status">
      <Face name={who.name} size={22} />
      <span>
        {writer
          ? t('thread.writing', { name: writer.name })
          : t('thread.looking', { names: looking.map(user => user.name).join(', '), count: looking.length })}
      </span>
    </p>
  );
}
