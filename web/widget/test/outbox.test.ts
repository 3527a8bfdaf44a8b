import { beforeEach, describe, expect, it } from 'vitest';
import type { Message, Outgoing } from '../model';
import { Outbox, type Outcome } from '../outbox';

const page = { url: '', referrer: '', title: '', landing_url: '', landing_referrer: '' };
const text = (client_id: string, at = '2026-11-24T10:00:00.000Z'): Outgoing => ({
  client_id,
  text: client_id,
  attachments: [],
  at,
  page,
});
const stored = (client_id: string, id: number): Message => ({
  id,
  client_id,
  from: 'visitor',
  name: null,
  text: client_id,
  at: '2026-11-24T10:00:00.000Z',
  status: 'sent',
  attachments: [],
});
const turn = () => new Promise(resolve => setTimeout(resolve));

let answers: (Outcome | Promise<Outcome>)[];
let log: string[];
let alarms: { milliseconds: number; call: () => void; off: boolean }[];
let box: Outbox;
beforeEach(() => {
  answers = [];
  log = [];
  alarms = [];
  box = new Outbox({
    keep: async item => void log.push(`keep ${item.client_id}${item.refused ? ' refused' : ''}`),
    drop: id => void log.push(`drop ${id}`),
    post: async item => {
      log.push(`post ${item.client_id}`);
      return (await answers.shift()) ?? { kind: 'later' };
    },
    done: message => void log.push(`done ${message.id}`),
    changed: () => {},
    after: (milliseconds, call) => {
      const alarm = { milliseconds, call, off: false };
      alarms.push(alarm);
      return () => {
        alarm.off = true;
      };
    },
    random: () => 0.5,
  });
});

describe('the outbox', () => {
  it('stores before it sends and forgets only when the server has it', async () => {
    answers = [{ kind: 'done', message: stored('a', 7) }];
    await box.add(text('a'));
    await turn();
    expect(log).toEqual(['keep a', 'post a', 'done 7', 'drop a']);
    expect(box.items).toEqual([]);
  });

  it('sends one after another in the order of writing', async () => {
    let release: (outcome: Outcome) => void = () => {};
    answers = [new Promise(resolve => (release = resolve)), { kind: 'done', message: stored('b', 8) }];
    await box.add(text('a'));
    await box.add(text('b'));
    await turn();
    expect(log.filter(line => line.startsWith('post'))).toEqual(['post a']);
    release({ kind: 'done', message: stored('a', 7) });
    await turn();
    expect(log.filter(line => line.startsWith('post'))).toEqual(['post a', 'post b']);
  });

  it('waits longer after each failure, and not at all when the line is back', async () => {
    await box.add(text('a'));
    await turn();
    alarms[0]?.call();
    await turn();
    expect(alarms.map(alarm => alarm.milliseconds)).toEqual([375, 750]);
    answers = [{ kind: 'done', message: stored('a', 1) }];
    box.nudge();
    await turn();
    expect(alarms[1]?.off).toBe(true);
    expect(box.items).toEqual([]);
  });

  it('puts a refused text aside, keeps it, and sends the next', async () => {
    answers = [
      { kind: 'refused', why: 'long' },
      { kind: 'done', message: stored('b', 2) },
    ];
    await box.add(text('a'));
    await box.add(text('b'));
    await turn();
    expect(box.items).toEqual([{ ...text('a'), refused: 'long' }]);
    expect(log).toContain('keep a refused');
    answers = [{ kind: 'done', message: stored('a', 3) }];
    await box.retry('a');
    await turn();
    expect(box.items).toEqual([]);
  });

  it('does not send again what the thread already holds', () => {
    box.restore([text('b', '2026-11-24T10:01:00.000Z'), text('a'), text('sent')], [stored('sent', 1)]);
    expect(box.items.map(item => item.client_id)).toEqual(['a', 'b']);
    expect(log).toEqual(['drop sent']);
  });

  it('is settled by the socket as well as by the answer', async () => {
    await box.add(text('a'));
    await turn();
    box.settle('a');
    box.settle('a');
    expect(box.items).toEqual([]);
    expect(log.filter(line => line === 'drop a')).toHaveLength(1);
  });
});
