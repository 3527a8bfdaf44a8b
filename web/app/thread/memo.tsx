import { Component, type ComponentChild, type FunctionComponent } from 'preact';

/** Painted again only when a property is another one. */
export function memo<P extends object>(view: FunctionComponent<P>): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: P & { children?: unknown }): boolean {
      const old = this.props as Record<string, unknown>;
      const fresh = next as unknown as Record<string, unknown>;
      return Object.keys({ ...old, ...fresh }).some(name => old[name] !== fresh[name]);
    }
    render(props: P): ComponentChild {
      const View = view;
      return <View {...props} />;
    }
  }
  return Memo as unknown as FunctionComponent<P>;
}
