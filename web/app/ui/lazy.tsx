import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { wantWords } from '../data/words';

/** A view in a chunk of its own, with the words of all such views. `preload` on hover makes the click instant; `meanwhile` keeps its place. */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: VNode | null | ((props: P) => VNode) = null,
) {
  let loaded: ComponentType<P> | undefined;
  // Without a line it does not come; the next use asks again.
  const preload = async () => {
    try {
      loaded ??= (await Promise.all([load(), wantWords('later')]))[0];
    } catch {
      loaded = undefined;
    }
  };
  function Lazy(props: P) {
    const [, ready] = useState(loaded !== undefined);
    // It may have come since this was painted without it.
    useEffect(() => void preload().then(() => ready(true)), []);
    const Loaded = loaded;
    if (Loaded) return <Loaded {...props} />;
    return typeof meanwhile === 'function' ? meanwhile(props) : meanwhile;
  }
  return Object.assign(Lazy, { preload });
}
