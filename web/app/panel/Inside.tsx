import type { Conversation } from '../data/types';
import { language, t } from '../data/words';
import { lazy } from '../ui/lazy';
import { Details } from './Details';
import { Files } from './Files';
import { History } from './History';
import { LeadCard } from './LeadCard';
import { Notes } from './Notes';
import { Source } from './Source';
import { Tags } from './Tags';
import { Ways, Who } from './Who';
import { Whose } from './Whose';
import { loadSameWords } from './words';
import './Inside.css';
import './Before.css';

const Same = lazy(async () => {
  const [{ Same: loaded }] = await Promise.all([import('./Same'), loadSameWords(language.peek())]);
  return loaded;
});

/** From who it is to what was before. */
export function Inside({ item }: { item: Conversation }) {
  const contact = item.contact_detail;
  const lead = item.lead_detail;
  return (
    <>
      <Who item={item} />
      {contact && <Ways contact={contact} />}
      {contact && <Same contact={contact} />}
      {lead ? <LeadCard lead={lead} /> : contact && !item.lead && <p class="panel-quiet">{t('panel.noLead')}</p>}
      {lead && <Source lead={lead} />}
      <Tags item={item} />
      {contact && (
        <>
          <Notes contact={contact.id} />
          <Files contact={contact.id} />
          <History item={item} />
          <Details contact={contact} />
          <Whose item={item} />
        </>
      )}
    </>
  );
}
