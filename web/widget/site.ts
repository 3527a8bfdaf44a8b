/** What the server writes into the loader in place of `__PARLEY_SITE__`. */
export interface Site {
  readonly key: string;
  /** Where the widget is served from, exactly: scheme, host, port. */
  readonly origin: string;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  readonly position: 'left' | 'right';
  /** Forced language; `auto` or nothing: that of the page. */
  readonly language?: string | null;
  /** Something is asked before the first word. */
  readonly form?: boolean;
}
