/** The frame's end of the line to the loader: taken once, from the page that embeds us and from nobody else. */
import { type Frame, type Hello, type Kept, parseFrame, parseHello, parseKept } from './protocol';

export interface Host {
  readonly hello: Hello;
  say(name: string, value?: unknown): void;
  hear(listener: (frame: Frame) => void): void;
  /** Keeps a text in the shop's storage; without a text it is forgotten. Settles, with all that is kept, once written. */
  keep(id: string, text?: string): Promise<Kept | undefined>;
}

export function meetHost(): Promise<Host> {
  return new Promise(resolve => {
    const listen = (event: MessageEvent) => {
      const frame = parseFrame(event.data);
      const port = event.ports[0];
      const embedder = location.ancestorOrigins?.[0] ?? event.origin;
      if (event.source !== parent || event.origin !== embedder || frame?.[0] !== 'hello' || !port) return;
      const hello = parseHello(frame[1]);
      if (!hello) return;
      removeEventListener('message', listen);

      const waiting = new Map<string, (kept?: Kept) => void>();
      let listener: (heard: Frame) => void = () => {};
      const early: Frame[] = [];
      let heard = (message: Frame) => {
        early.push(message);
      };
      port.onmessage = ({ data }) => {
        const message = parseFrame(data);
        if (!message) return;
        if (message[0] === 'kept') {
          const [id, kept] = message[1] as [unknown, unknown];
          waiting.get(`${id}`)?.(parseKept(kept));
        } else heard(message);
      };
      const say = (name: string, value?: unknown) => port.postMessage([name, value]);
      resolve({
        hello,
        say,
        hear: next => {
          listener = next;
          heard = message => listener(message);
          for (const message of early.splice(0)) listener(message);
        },
        keep: (id, text) =>
          new Promise(done => {
            waiting.set(id, done);
            setTimeout(done, 500);
            say('keep', { id, text });
          }),
      });
      say('ready');
    };
    addEventListener('message', listen);
  });
}
