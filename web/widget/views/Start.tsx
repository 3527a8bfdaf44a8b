/** Before the first word: greeting, topics, other ways. */
import type { SiteInfo } from '../model';
import { Icon } from './Icon';
import { useView } from './view';

export function Greeting({ site }: { site: SiteInfo }) {
  const { chat, words, name } = useView();
  const links = (site.links ?? []).filter(link => /^https:\/\//.test(link.url));
  return (
    <div class="start">
      <h2>{site.greeting || words.t('start.hello')}</h2>
      <div class="topics">
        {site.topics?.map(topic => (
          <button key={topic} type="button" onClick={() => void chat.write(topic)}>
            <Icon name="chat" />
            {topic}
            <Icon name="next" small />
          </button>
        ))}
      </div>
      {links.length > 0 && (
        <>
          <p class="quiet">{words.t('start.other')}</p>
          <div class="links">
            {links.map(link => (
              <a key={link.url} href={link.url} target="_blank" rel="noopener">
                {link.name}
              </a>
            ))}
          </div>
        </>
      )}
      <p class="quiet foot">{words.t('start.goes', { name: name })}</p>
    </div>
  );
}
