import { Link } from 'wouter-preact';
import { amiss, ending, isDown, mends } from '../data/amiss';
import { causeOf } from '../data/amissCause';
import { a } from '../data/amissWords';
import { language } from '../data/words';
import { Icon } from '../ui/icons';
import './Amiss.css';

interface Told {
  readonly words: string;
  readonly href: string;
  readonly link: string;
}
/** The worst of it in one line. */
function told(): Told | null {
  const [first, ...more] = amiss.value;
  if (first && more.length > 0) {
    const names = new Intl.ListFormat(language.value).format(amiss.value.map(one => one.name));
    return {
      words: a('many', { count: more.length + 1, names }),
      href: '/settings/channels',
      link: a('see'),
    };
  }
  if (first) {
    const why = causeOf(first.state_code) || a('cause.other');
    return {
      words: a(isDown(first) ? 'down' : 'ill', { name: first.name, why }),
      href: `/settings/channels/${first.id}`,
      link: a('mend'),
    };
  }
  const soon = ending.value[0];
  if (!soon) return null;
  const date = new Intl.DateTimeFormat(language.value, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return {
    words: a('ends', { name: soon.channel.name, date: date.format(new Date(soon.day)) }),
    href: `/settings/channels/${soon.channel.id}`,
    link: a('mend'),
  };
}

/** Tells who may mend a channel that it needs it, wherever he is, until it is well again. */
export function Amiss() {
  const found = mends.value ? told() : null;
  return (
    <div class="amiss" role="status">
      {found && (
        <p class="amiss-bar">
          <span>
            <Icon name="warn" size="s" />
            {found.words}
          </span>
          <Link class="button-link" href={found.href}>
            {found.link}
          </Link>
        </p>
      )}
    </div>
  );
}
