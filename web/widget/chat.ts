/** What a person can do in the chat. Every text is kept before it is sent. */
import { sendMessage } from './api';
import type { Host } from './host';
import {
  type Attachment,
  type Consent,
  type Identity,
  type Message,
  makeId,
  merge,
  newOfTheirs,
  type Outgoing,
  type Profile,
  parseOutgoing,
  refusalOf,
} from './model';
import { Outbox } from './outbox';
import { type Page, parseKept } from './protocol';
import { Session } from './session';
import { makeState } from './state';
import { makeUploads } from './uploads';

export const mostCharacters = 4000;

export function makeChat(host: Host) {
  const state = makeState(host.hello);
  let person: Profile = {};
  let identity: Identity | undefined;

  const learn = (came: readonly Message[]) => {
    if (newOfTheirs(state.messages.value, came).length) {
      state.typing.value = undefined;
      state.isClosed.value = false;
    }
    state.messages.value = merge(state.messages.value, came);
    for (const message of came) {
      outbox.settle(message.client_id);
      state.known.value = true;
    }
  };

  const session = new Session(host, state, {
    learned: learn,
    up: () => goOn(),
    booted: texts => {
      if (!state.draft.value) state.draft.value = texts.draft ?? '';
      const items = Object.entries(texts).filter(([id]) => id.startsWith('q:'));
      outbox.restore(
        items.map(([, text]) => parseOutgoing(text)).filter(item => item !== undefined),
        state.messages.value,
      );
      // Written before there was a key to seal with.
      for (const item of outbox.items) void store(item);
      if (state.draft.value) saveDraft();
      goOn();
    },
  });

  const uploads = makeUploads(
    () => session.token,
    file => void write('', [file]),
  );
  const goOn = () => {
    outbox.nudge();
    uploads.resume();
  };
  const store = (item: Outgoing) => session.keeper.put(`q:${item.client_id}`, JSON.stringify(item));
  const outbox = new Outbox({
    keep: store,
    drop: id => session.keeper.drop(`q:${id}`),
    changed: items => {
      state.outgoing.value = items;
    },
    done: message => learn([message]),
    after: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    post: async item => {
      if (!session.token) return { kind: 'later' };
      const { status, body, problem } = await sendMessage(session.token, item, state.language.value);
      if (body) return { kind: 'done', message: body };
      const why = refusalOf(status, problem);
      // The site asks for more than it did when we came.
      if (status === 401 || why === 'consent') void session.enter();
      const mayPass = status < 400 || status > 499 || [401, 408, 425, 429].includes(status);
      return mayPass ? { kind: 'later' } : { kind: 'refused', why };
    },
  });

  async function write(
    text: string,
    attachments: readonly Attachment[] = [],
    profile?: Profile,
    consent?: Consent,
  ): Promise<void> {
    const whole = { ...person, ...profile };
    const item: Outgoing = {
      client_id: makeId(),
      text,
      attachments,
      at: new Date().toISOString(),
      page: state.page.value,
      profile: Object.keys(whole).length ? whole : undefined,
      consent,
      identity,
    };
    state.isClosed.value = false;
    typed(false);
    host.say('event', { name: 'sent' });
    void session.remember();
    if (!attachments.length) setDraft('');
    await outbox.add(item);
  }

  let draftTimer: ReturnType<typeof setTimeout> | undefined;
  const saveDraft = () => {
    const text = state.draft.value;
    if (text) void session.keeper.put('draft', text);
    else session.keeper.drop('draft');
  };
  function setDraft(text: string): void {
    state.draft.value = text;
    if (text) void session.remember();
    clearTimeout(draftTimer);
    if (session.keeper.mode === 'own' || !text) saveDraft();
    else draftTimer = setTimeout(saveDraft, 250);
  }

  let typedAt = 0;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  /** At most one "is typing" in three seconds, taken back after four of quiet. */
  function typed(on: boolean): void {
    clearTimeout(quiet);
    if (on) quiet = setTimeout(() => typed(false), 4000);
    if (on ? Date.now() - typedAt < 3000 : !typedAt) return;
    typedAt = on ? Date.now() : 0;
    session.say({ type: 'typing', on });
  }

  addEventListener('offline', () => session.cut());
  addEventListener('online', () => {
    session.retry();
    goOn();
  });

  return {
    ...state,
    write,
    setDraft,
    typed,
    uploads,
    enter: () => session.enter(),
    retry: (clientId: string) => void outbox.retry(clientId),
    discard: (clientId: string) => outbox.settle(clientId),
    /** The newest of their messages was on the screen. */
    see: (id: number) => {
      state.readTop.value = id;
      session.say({ type: 'read', up_to: id });
    },
    move: (page: Page) => {
      state.page.value = page;
      session.say({ type: 'page', url: page.url, title: page.title });
    },
    session,
    /** The facts, and the proof of the id among them; a loader from before the proof sends the facts alone. */
    identify: (value: unknown) => {
      const [facts, hmac] = [value].flat();
      const { id, ...given } = parseKept(facts);
      person = { ...person, ...given };
      if (id) identity = { id, hmac: `${hmac}` };
    },
    logout: () => {
      outbox.clear();
      state.messages.value = [];
      state.draft.value = '';
      state.known.value = false;
      state.readTop.value = 0;
      person = {};
      identity = undefined;
      session.forget();
    },
  };
}
export type Chat = ReturnType<typeof makeChat>;
