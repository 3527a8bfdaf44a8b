/** A WebSocket that comes back by itself: backoff with jitter, a silent line is noticed by the browser's own close. */
export interface Line {
  send(frame: unknown): boolean;
  /** Now, without waiting for the backoff: the network came back, the person signed in again. */
  retry(): void;
  close(): void;
}
export interface LineOptions {
  /** Asked at each attempt, so that the address can carry the last number seen. */
  readonly url: () => string;
  readonly onFrame: (frame: unknown) => void;
  readonly onState: (state: 'open' | 'lost') => void;
  /** What to say first, such as a token. */
  readonly onOpen?: (send: (frame: unknown) => void) => void;
  readonly random?: () => number;
}

export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** attempt);
  return ceiling / 2 + random() * (ceiling / 2);
}

export function openLine(options: LineOptions): Line {
  const random = options.random ?? Math.random;
  let socket: WebSocket | undefined;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const connect = () => {
    timer = undefined;
    const made = new WebSocket(options.url());
    socket = made;
    // A network that swallows everything would keep the attempt for minutes.
    const hangs = setTimeout(() => made.close(), 15_000);
    made.onopen = () => {
      clearTimeout(hangs);
      attempt = 0;
      options.onOpen?.(frame => made.send(JSON.stringify(frame)));
      options.onState('open');
    };
    made.onmessage = event => {
      if (typeof event.data !== 'string') return;
      let frame: unknown;
      try {
        frame = JSON.parse(event.data);
      } catch {
        return;
      }
      options.onFrame(frame);
    };
    made.onclose = () => {
      clearTimeout(hangs);
      if (closed || socket !== made) return;
      socket = undefined;
      options.onState('lost');
      timer = setTimeout(connect, backoff(attempt++, random));
    };
  };
  connect();

  return {
    send: frame => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    retry: () => {
      if (closed || socket || !timer) return;
      clearTimeout(timer);
      attempt = 0;
      connect();
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
      socket = undefined;
    },
  };
}

export function socketUrl(path: string): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`;
}
