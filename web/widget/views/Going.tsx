/** The files that are on their way. */
import { Icon } from './Icon';
import { useView } from './view';

export function Going() {
  const { chat, words } = useView();
  const { t, language } = words;
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  return (
    <>
      {chat.uploads.going.value.map(one => (
        <div key={one.id} class="line">
          <div class="row mine">
            <div class="bubble upload">
              <span>
                <span>{one.file.name}</span>
                <span>{percent.format(one.share)}</span>
              </span>
              <progress max={1} value={one.share} aria-label={one.file.name} />
            </div>
          </div>
          <div class={`under mine${one.failed ? ' bad' : ''}`}>
            {one.failed && (
              <>
                <Icon name="alert" small />
                {t('thread.uploadFailed')}
                <button type="button" onClick={() => chat.uploads.retry(one.id)}>
                  {t('thread.retry')}
                </button>
              </>
            )}
            <button type="button" onClick={() => chat.uploads.cancel(one.id)}>
              {t('thread.cancel')}
            </button>
          </div>
        </div>
      ))}
    </>
  );
}
