/** Emoji by kind, each with its name: arrows walk the grid, Enter takes. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import en from '../../i18n/faces.en.json';
import pl from '../../i18n/faces.pl.json';
import ru from '../../i18n/faces.ru.json';
import { emojiGroups } from '../emoji';
import { useView } from './view';

const texts = { en, ru, pl };
const names = { en: () => import('emoji:en'), ru: () => import('emoji:ru'), pl: () => import('emoji:pl') };

/** The nearest above or below; within a line, the neighbour. */
function next(all: readonly HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const at = all.indexOf(from);
  if (key === 'ArrowRight') return all[at + 1];
  if (key === 'ArrowLeft') return all[at - 1];
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  const way = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const beyond = all.filter(one => (one.offsetTop - from.offsetTop) * way > 0);
  const line = Math.min(...beyond.map(one => one.offsetTop * way)) * way;
  const away = (one: HTMLElement) => Math.abs(one.offsetLeft - from.offsetLeft);
  return beyond.filter(one => one.offsetTop === line).sort((a, b) => away(a) - away(b))[0];
}

export function Emoji({ label, choose }: { label: string; choose: (char: string) => void }) {
  const { language } = useView().words;
  const box = useRef<HTMLDivElement>(null);
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    names[language]().then(
      ({ default: rows }) => setKnown(new Map(rows.map(([, char, name]) => [char, name]))),
      () => undefined,
    );
  }, [language]);
  useLayoutEffect(() => box.current?.querySelector('button')?.focus(), []);
  return (
    <div
      class="emoji"
      role="dialog"
      aria-label={label}
      ref={box}
      onKeyDown={event => {
        const all = [...(box.current?.querySelectorAll('button') ?? [])];
        const to = next(all, event.target as HTMLElement, event.key);
        if (!to && !event.key.startsWith('Arrow')) return;
        event.preventDefault();
        to?.focus();
      }}
    >
      {emojiGroups.map(([group, all]) => (
        <div key={group} role="group" aria-label={texts[language][group]}>
          <p aria-hidden="true">{texts[language][group]}</p>
          <div class="grid">
            {all.map((char, i) => (
              <button
                key={char}
                type="button"
                // One stop for Tab in each kind.
                tabIndex={i ? -1 : 0}
                title={known.get(char)}
                aria-label={known.get(char)}
                onClick={() => choose(char)}
              >
                {char}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
