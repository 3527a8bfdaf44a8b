/** What is on its way: texts, then files. */
import { Bubble } from './Bubble';
import { Icon } from './Icon';
import { useLater, useView } from './view';

export function Waiting() {
  const { chat, words } = useView();
  const { t } = words;
  const isLost = chat.line.value === 'lost' || chat.line.value === 'off';
  const later = useLater(chat.uploads.going.value.length, () => import('./Tools'));
  const items = chat.outgoing.value;
  return (
    <>
      {items.map((item, i) => (
        <div key={item.client_id} class="line">
          <div class="row mine">
            <span class="vh">{t('thread.you')}</span>
            <Bubble text={item.text} attachments={item.attachments} />
          </div>
          {item.refused ? (
            <div class="under mine bad">
              <Icon name="alert" small />
              <span>
                {t('thread.refused')} {t(`refused.${item.refused}`)}
              </span>
              <span class="acts">
                <button type="button" onClick={() => chat.retry(item.client_id)}>
                  {t('thread.retry')}
                </button>
                <button type="button" onClick={() => chat.discard(item.client_id)}>
                  {t('thread.discard')}
                </button>
              </span>
            </div>
          ) : (
            i === items.length - 1 && (
              <div class="under mine">
                <Icon name="clock" small />
                {t(isLost ? 'thread.waiting' : 'thread.sending')}
              </div>
            )
          )}
        </div>
      ))}
      {later && <later.Going />}
    </>
  );
}
