/** Who the visitor is to the server, and the line that stays up: boot, token or ticket, socket, what was missed. */
import { backoff, type Line, openLine, socketUrl } from '../shared/ws';
import { boot, messagesAfter, siteKey } from './api';
import type { Host } from './host';
import { type Keeper, noKeeper, ownKeeper } from './keeper';
import { type Boot, type Message, markRead, merge, readUpTo } from './model';
import type { Kept } from './protocol';
import type { State } from './state';

interface Event {
  readonly type: string;
  readonly seq?: number;
  readonly message?: Message;
  readonly on?: boolean;
  readonly name?: string;
  readonly up_to?: number;
}
interface Listener {
  /** Each boot: the texts kept from before, before anything is sent. */
  booted(texts: Kept): void;
  learned(messages: readonly Message[]): void;
  /** The line is up. */
  up(): void;
}

/** How long the line may be away before a person is told, and how often the API is asked where no socket gets through. */
const patience = 2000;
const pollEvery = 8000;

export class Session {
  keeper: Keeper;
  token: string | undefined;
  private readonly own = ownKeeper(siteKey);
  private ticket: string | undefined;
  last: Boot | undefined;
  /** Something was kept from an earlier page. */
  private wasKept = false;
  /** The chat was switched off or taken away when we came. */
  private isOff = false;
  private remembered = false;
  private socket: Line | undefined;
  private seq = 0;
  private tries = 0;
  private shownOut = 0;
  private entering = false;
  private greeted = false;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly host: Host,
    private readonly state: State,
    private readonly listener: Listener,
  ) {
    this.keeper = this.own ?? noKeeper;
    this.ticket = host.hello.kept.ticket;
  }

  async enter(): Promise<void> {
    if (this.entering) return;
    this.entering = true;
    const kept = (await this.own?.all())?.token;
    const token = this.token ?? kept;
    if (kept || this.host.hello.kept.ticket) this.wasKept = true;
    this.token = undefined;
    // Another tab may have used the ticket meanwhile, and kept the next.
    if (!token && this.ticket && this.tries) this.ticket = (await this.host.keep('known', '1'))?.ticket ?? this.ticket;
    const proof = token ? { token } : this.ticket ? { ticket: this.ticket } : {};
    // Needed once the answer is there: fetched beside it.
    if (this.keeper === noKeeper && this.host.hello.keeps) void import('./hostKeeper');
    const { status, body, problem } = await boot(proof, this.state.page.value, this.state.language.value);
    this.entering = false;
    if (body) {
      await this.take(body);
      return;
    }
    this.host.say('booted');
    if (status === 401) {
      // Not known any more: a stranger again.
      this.ticket = undefined;
      this.own?.drop('token');
    } else this.token = token;
    this.isOff = problem?.code === 'channel_disabled' || problem?.code === 'unknown_key';
    if (this.isOff) this.state.line.value = 'off';
    this.missing();
    setTimeout(() => this.enter(), backoff(this.tries++, Math.random));
  }

  private async take(body: Boot): Promise<void> {
    const { state, host } = this;
    this.tries = 0;
    this.isOff = false;
    this.last = body;
    this.ticket = body.ticket;
    if (this.keeper === noKeeper && host.hello.keeps && !body.site.forget_when_blocked) {
      const { hostKeeper } = await import('./hostKeeper');
      this.keeper = (await hostKeeper(host.hello.kept, host.keep, body.seal_key)) ?? noKeeper;
    }
    if (this.remembered || this.wasKept || body.conversation) {
      this.remembered = false;
      await this.remember();
    }
    host.say('booted');
    const texts = await this.keeper.all();
    this.token = body.token;
    this.seq = body.conversation?.last_seq ?? 0;
    state.site.value = body.site;
    state.keepsNothing.value = this.keeper === noKeeper;
    state.known.value = state.known.value || body.visitor.known || !!body.conversation;
    state.messages.value = merge([], body.conversation?.messages ?? []);
    state.readTop.value = Math.max(state.readTop.value, readUpTo(state.messages.value));
    state.isClosed.value = body.conversation?.status === 'closed';
    this.listener.booted(texts);
    this.connect();
  }

  /** From the first word on the visitor is remembered; somebody who only looked leaves no trace in the browser. */
  async remember(): Promise<void> {
    if (this.remembered || !this.last) return;
    this.remembered = true;
    void this.host.keep('known', '1');
    if (this.own) await this.own.put('token', this.last.token);
    else if (this.keeper.mode === 'host') await this.host.keep('ticket', this.last.ticket);
  }

  forget(): void {
    this.keeper.wipe();
    void this.host.keep('');
    this.socket?.close();
    this.token = this.ticket = undefined;
    this.remembered = this.wasKept = false;
    void this.enter();
  }

  say(frame: unknown): void {
    this.socket?.send(frame);
  }

  retry(): void {
    this.socket?.retry();
  }

  /** The browser says that the network is gone: an old socket would wait long before it noticed. */
  cut(): void {
    if (!this.token) return;
    this.connect();
    this.missing();
  }

  private connect(): void {
    this.socket?.close();
    this.greeted = false;
    this.socket = openLine({
      url: () => socketUrl('/widget/socket'),
      onOpen: send => send({ type: 'auth', token: this.token, after: this.seq }),
      onState: state => {
        if (state === 'open') return;
        // Shown out twice without a word: the token may be no longer good.
        if (!this.greeted && ++this.shownOut === 2) void this.enter();
        this.greeted = false;
        this.missing();
      },
      onFrame: frame => {
        for (const one of Array.isArray(frame) ? frame : [frame]) if (one && typeof one === 'object') this.hear(one);
      },
    });
  }

  /** Without a socket: where the API still answers, it is asked now and then; where not, a person is told. */
  private missing(after = patience): void {
    if (this.watch) return;
    this.watch = setTimeout(async () => {
      this.watch = undefined;
      if (this.greeted) return;
      const answers = await this.catchUp();
      if (this.greeted) return;
      this.state.line.value = answers ? 'open' : this.isOff ? 'off' : 'lost';
      if (answers) this.listener.up();
      this.missing(pollEvery);
    }, after);
  }

  /** What the socket may have missed; doubles fall together by their id. */
  private async catchUp(): Promise<boolean> {
    if (!this.token) return false;
    const { body } = await messagesAfter(this.token, this.state.messages.value.at(-1)?.id ?? 0);
    if (body) this.listener.learned(body.items);
    return !!body;
  }

  private hear(event: Event): void {
    const { state } = this;
    if (event.type === 'hello') {
      this.greeted = true;
      this.shownOut = 0;
      clearTimeout(this.watch);
      this.watch = undefined;
      state.line.value = 'open';
      this.listener.up();
      void this.catchUp();
      return;
    }
    if (event.seq) this.seq = Math.max(this.seq, event.seq);
    if ((event.type === 'message' || event.type === 'message_updated') && event.message) {
      const isNew = event.type === 'message' && event.message.from !== 'visitor';
      this.listener.learned([event.message]);
      if (!isNew) return;
      this.say({ type: 'delivered', up_to: event.message.id });
      this.host.say('event', { name: 'message', detail: { from: event.message.from } });
    } else if (event.type === 'typing') {
      clearTimeout(this.typingTimer);
      state.typing.value = event.on ? (event.name ?? '') : undefined;
      this.typingTimer = setTimeout(() => {
        state.typing.value = undefined;
      }, 7000);
    } else if (event.type === 'read' && event.up_to) state.messages.value = markRead(state.messages.value, event.up_to);
    else if (event.type === 'closed') state.isClosed.value = true;
  }
}
