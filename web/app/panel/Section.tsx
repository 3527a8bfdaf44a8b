import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { folded } from '../data/settings';
import { Icon } from '../ui/icons';

export type SectionName = 'same' | 'source' | 'tags' | 'details' | 'notes' | 'files' | 'history' | 'why';
const names = () => folded.value.split(' ').filter(Boolean);
export const isFolded = (name: SectionName) => names().includes(name);

interface Props {
  name: SectionName;
  title: string;
  /** Its name where the title says who. */
  label?: string;
  /** Beside the title: how many there are. */
  count?: string | false | undefined;
  children: ComponentChildren;
}
/** A part of the panel under its title; folded, it stays folded in this browser. */
export function Section({ name, title, label = title, count, children }: Props) {
  const id = useId();
  const shut = isFolded(name);
  return (
    <section class="panel-part" aria-label={label}>
      <h4>
        <button
          type="button"
          class="panel-fold"
          aria-expanded={!shut}
          aria-controls={shut ? undefined : id}
          onClick={() => {
            folded.value = (shut ? names().filter(other => other !== name) : [...names(), name]).join(' ');
          }}
        >
          {title}
          <Icon name="down" size="xs" />
          {count && <span>{count}</span>}
        </button>
      </h4>
      {!shut && <div id={id}>{children}</div>}
    </section>
  );
}
