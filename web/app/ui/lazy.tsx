import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A view in a chunk of its own. `preload` on hover makes the click instant. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loaded: ComponentType<P> | undefined;
  const preload = async () => {
    loaded ??= await load();
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
