/** Where the visit began and where it is now. The first page carries the campaign's marks; they survive navigation. */
import type { Page } from './protocol';

const marks = /[?&](utm_\w+|\w*cl\w*id|[gw]braid)=/;
const shelf = 'parley:visit';

type First = readonly [url: string, referrer: string];
let first: First | null = null;
let before = '';
let at = '';

/** A page that names a campaign, reached from outside, begins a new visit; any other continues the one known. */
export function firstPage(known: First | null, url: string, referrer: string): First {
  const fromOutside = !referrer.startsWith(new URL(url).origin);
  return known?.[0] && !(fromOutside && marks.test(url)) ? known : [url, referrer];
}

export function lastPage(): Page {
  const [landing_url, landing_referrer] = first!;
  return { url: at, referrer: before, title: document.title, landing_url, landing_referrer };
}

function arrive(from: string): void {
  before = from;
  at = location.href;
  try {
    first = first || JSON.parse(sessionStorage[shelf]);
  } catch {}
  first = firstPage(first, at, before);
  try {
    sessionStorage[shelf] = JSON.stringify(first);
  } catch {}
}

/** Calls back at each move inside a single-page site. */
export function watchPage(moved: (page: Page) => void): void {
  arrive(document.referrer);
  // The page sets its title and address after the call.
  const check = () =>
    setTimeout(() => {
      if (location.href === at) return;
      arrive(at);
      moved(lastPage());
    });
  const push = history.pushState;
  history.pushState = function (...rest) {
    push.apply(this, rest);
    check();
  };
  addEventListener('popstate', check);
}
