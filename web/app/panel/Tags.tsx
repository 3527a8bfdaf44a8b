import { setTag } from '../data/commands';
import type { Conversation } from '../data/types';
import { t } from '../data/words';
import { pick } from '../inbox/pickers';
import { Icon } from '../ui/icons';
import { Past } from './Past';
import { Section } from './Section';

export function Tags({ item }: { item: Conversation }) {
  return (
    <Section name="tags" title={t('panel.tags')}>
      <p class="panel-tags">
        {item.tags.map(tag => (
          <span key={tag} class="chip">
            <span class="cut">{tag}</span>
            <button
              type="button"
              class="chip-off"
              aria-label={t('tags.off', { tag })}
              onClick={() => setTag(item.id, tag, false)}
            >
              <Icon name="close" size="xs" />
            </button>
          </span>
        ))}
        <button
          type="button"
          class="chip chip-add"
          aria-haspopup="dialog"
          onClick={event => pick('tags', event.currentTarget)}
        >
          <Icon name="plus" size="xs" />
          {t('tags.add')}
          <span class="kbd">T</span>
        </button>
        <Past contact={item.contact.id} field="tag" of={item.id} />
      </p>
    </Section>
  );
}
