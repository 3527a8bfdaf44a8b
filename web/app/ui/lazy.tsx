import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A view in a chunk of its own. `preload` on hover makes the click instant. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loaded: ComponentType<P> | undefined;
  // Without a line it does not come; the next use asks again.
  const preload = async () => {
    try {
      loaded ??= await load();
    } catch {
      loaded = undefined;
    }
  };
  function Lazy(props: P) {
    const [, ready] = useState(loaded !== undefined);
    useEffect(() => {
      if (!loaded) void preload().then(() => ready(true));
    }, []);
    const Loaded = loaded;
    return Loaded ? <Loaded {...props} /> : null;
  }
  return Object.assign(Lazy, { preload });
}
