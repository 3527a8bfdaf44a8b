import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { clockTime, duration, heat, moment, ms, waited } from '../../../shared/time';
import { now, second } from '../../data/clock';
import { sayError } from '../../data/commands';
import { newVersion } from '../../data/socket';
import { language, pageName, t } from '../../data/words';
import { useAction } from '../../keys';
import { Icon } from '../../ui/icons';
import { phone } from '../../ui/media';
import { Duty } from './Duty';
import { follow, lostSince, operators, rows, total, trouble } from './live';
import { canFill, fill, filled, idle, keepLit, leaveFull, lit, renew, watchFilled, watchIdle } from './screen';
import { WallRow } from './WallRow';
import './Wall.css';

/** Who waits and who is there, for a screen on the wall: nobody touches it, and it is read from four metres. */
export function Wall() {
  const [, go] = useLocation();
  const leave = () => go('/response');
  useAction('back', leave);
  useEffect(() => {
    const ends = [follow(), keepLit(), watchFilled(), watchIdle()];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  useEffect(() => {
    pageName.value = t('palette.wall');
  });
  // It would leave the full screen, which only a hand can ask for again.
  const due = newVersion.value && lostSince.value === null && !filled.value;
  useEffect(() => {
    if (due) renew();
  }, [due]);
  return (
    <main class={idle.value ? 'wall wall-idle' : 'wall'}>
      <Top />
      <Trouble />
      <List />
      <Duty />
      <div class="wall-tools">
        {!lit.value && <span class="wall-sleepy">{t('wall.sleep')}</span>}
        {canFill && (
          <button type="button" class="button button-outline" onClick={filled.value ? leaveFull : fill}>
            {t(filled.value ? 'wall.window' : 'wall.screen')}
          </button>
        )}
        <button type="button" class="button button-outline" onClick={leave}>
          <Icon name="close" size="s" />
          {t('wall.leave')} <span class="kbd">Esc</span>
        </button>
      </div>
    </main>
  );
}

function Top() {
  const [first] = rows.value;
  const targets = new Set(rows.value.map(row => row.wait.target_seconds));
  const [target] = targets;
  const late = rows.value.filter(
    row => heat(ms(row.wait.opened_at), row.wait.target_seconds, second.value).level === 'late',
  ).length;
  const longest = first ? Math.max(0, second.value - ms(first.wait.opened_at)) : 0;
  return (
    <header class="wall-top">
      {first ? (
        <h1>{t('wall.waiting', { count: total.value })}</h1>
      ) : (
        <span class="wall-title">{t('palette.wall')}</span>
      )}
      {late > 0 && <span class="wait-late">{t('wall.late', { number: late })}</span>}
      {first && (
        <span>{t('wall.longest', { span: waited(longest, language.value) ?? duration(longest, language.value) })}</span>
      )}
      {target !== undefined && targets.size === 1 && (
        <span>{t('wall.target', { span: duration(target * 1000, language.value) })}</span>
      )}
      <time class="wall-clock">{clockTime(now.value, language.value)}</time>
    </header>
  );
}

/** What is shown may be old, and since when. */
function Trouble() {
  const lost = lostSince.value;
  const failed = trouble.value;
  return (
    <div class="wall-trouble" role="status">
      {lost !== null ? (
        <p>
          <i class="line-dot" aria-hidden="true" />
          {t('wall.lost', { time: moment(lost, now.value, language.value) })}
        </p>
      ) : (
        failed &&
        failed.status !== 401 && (
          <p>
            <i class="line-dot" aria-hidden="true" />
            {t('wall.failed')} {sayError(failed)}
          </p>
        )
      )}
    </div>
  );
}

/** On a phone the page scrolls; a wall shows as many as it has room for and says how many it has not. */
const onPhone = 50;
const least = 3;

function List() {
  const place = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(least);
  const some = rows.value.length > 0;
  // Before it is painted, so that the first picture is whole.
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = () => {
      const row = element.querySelector('li')?.getBoundingClientRect().height;
      const more = element.querySelector('.wall-more')?.getBoundingClientRect().height ?? 0;
      if (row) setRoom(Math.max(least, Math.floor((element.clientHeight - more) / row)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [some]);
  if (!operators.value && !trouble.value) return <div class="wall-room" aria-busy="true" />;
  if (!some) {
    return (
      <div class="wall-room wall-calm">
        {!trouble.value && (
          <>
            <Icon name="check" />
            <h1>{t('empty.waiting')}</h1>
            <p>{t('empty.waitingHint')}</p>
          </>
        )}
      </div>
    );
  }
  const shown = rows.value.slice(0, phone.value ? onPhone : room);
  const more = total.value - shown.length;
  return (
    <section class="wall-room" aria-label={t('stats.waitingNow')} ref={place}>
      <ol>
        {shown.map((item, i) => (
          <WallRow key={item.id} item={item} place={i + 1} />
        ))}
      </ol>
      <p class="wall-more">{more > 0 && t('wall.more', { number: more })}</p>
    </section>
  );
}
