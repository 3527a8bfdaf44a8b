import { backTime, replyTime } from '../words';
import { Face } from './Face';
import { Icon } from './Icon';
import { useLater, useView } from './view';

/** What to expect: the honest reply time of this hour, or when somebody is back. */
function Expect() {
  const { chat, words } = useView();
  const site = chat.site.value;
  // Without a line nothing can be promised.
  if (!site || chat.line.value === 'lost' || chat.line.value === 'off') return <span class="expect" />;
  return (
    <span class="expect">
      <i class={site.online ? 'dot on' : 'dot'} />
      {site.busy
        ? words.t('head.busy')
        : site.online
          ? replyTime(words, site.expected_reply_seconds)
          : backTime(words, site.back_at, new Date())}
    </span>
  );
}

export function Head() {
  const { chat, words, name, close } = useView();
  const later = useLater(chat.messages.value.length, () => import('./Menu'));
  const spoke = chat.messages.value
    .filter(message => message.from === 'operator' && message.name)
    .map(message => message.name ?? '');
  const names = [...new Set([...spoke.reverse(), ...(chat.site.value?.operators ?? []).map(one => one.name)])];
  // "Olga" who wrote and "Olga Nowak" of the team are one face.
  const faces = names.filter(one => !names.some(other => other.startsWith(`${one} `))).slice(0, 2);
  return (
    <header class="head">
      {faces.length > 0 && (
        <span class="faces">
          {faces.map(face => (
            <Face key={face} name={face} large />
          ))}
        </span>
      )}
      <div class="who">
        <h1>{name}</h1>
        <Expect />
      </div>
      {later && <later.Menu />}
      <button type="button" class="round" aria-label={words.t('head.close')} onClick={close}>
        <Icon name="down" />
      </button>
    </header>
  );
}
