/** A WebSocket that comes back by itself: backoff with jitter. A line may end without a word, and no browser notices: one that is silent is given up. */
export interface Line {
  send(frame: unknown): boolean;
  /** Now, without waiting for the backoff: the network came back, the person signed in again. */
  retry(): void;
  /** The network is gone: not waited for its silence. */
  cut(): void;
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

/** A network that swallows everything would keep an attempt for minutes. */
const attemptMs = 15_000;
/** The server says something every 25 seconds. */
const silenceMs = 60_000;

export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** attempt);
  return ceiling / 2 + random() * (ceiling / 2);
}

export function openLine(options: LineOptions): Line {
  const random = options.random ?? Math.random;
  let socket: WebSocket | undefined;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const hearBy = (ms: number) => {
    clearTimeout(silence);
    silence = setTimeout(cut, ms);
  };
  const cut = () => {
    const gone = socket;
    if (!gone) return;
    clearTimeout(silence);
    socket = undefined;
    gone.close();
    options.onState('lost');
    if (!closed) timer = setTimeout(connect, backoff(attempt++, random));
  };
  const connect = () => {
    timer = undefined;
    const made = new WebSocket(options.url());
    socket = made;
    hearBy(attemptMs);
    made.onopen = () => {
      if (socket !== made) return;
      hearBy(silenceMs);
      attempt = 0;
      options.onOpen?.(frame => made.send(JSON.stringify(frame)));
      options.onState('open');
    };
    made.onmessage = event => {
      if (socket !== made || typeof event.data !== 'string') return;
      hearBy(silenceMs);
      let frame: unknown;
      try {
        frame = JSON.parse(event.data);
      } catch {
        return;
      }
      options.onFrame(frame);
    };
    made.onclose = () => {
      if (socket === made) cut();
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
    cut,
    close: () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(silence);
      const last = socket;
      socket = undefined;
      last?.close();
    },
  };
}

export function socketUrl(path: string): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`;
}
