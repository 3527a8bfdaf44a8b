import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, call, session, sessionLost } from '../../app/data/api';
import { me } from './make';

const gone = () => new Response(JSON.stringify({ code: 'unauthenticated' }), { status: 401 });
const signedIn = (csrf: string) => ({ user: me, csrf, company: 'Nordwind' });

beforeEach(() => {
  session.value = signedIn('first');
  sessionLost.value = false;
});

describe('a session that ended', () => {
  it.each(['/session', '/counts'])('is said by the answer of %s', async path => {
    vi.stubGlobal('fetch', async () => gone());
    await expect(call('GET', path)).rejects.toBeInstanceOf(ApiError);
    expect(sessionLost.value).toBe(true);
  });

  it.each(['/session', '/counts'])('is not said of the next one by a late answer of %s', async path => {
    let answer: (value: Response) => void = () => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>(resolve => (answer = resolve)));
    const asked = call('GET', path);
    session.value = signedIn('second');
    answer(gone());
    await expect(asked).rejects.toMatchObject({ code: 'asked_by_another' });
    expect(sessionLost.value).toBe(false);
  });

  it('is not said of the next one by an answer that was still being read', async () => {
    const slow = gone();
    slow.json = async () => {
      session.value = signedIn('second');
      return {};
    };
    vi.stubGlobal('fetch', async () => slow);
    await expect(call('GET', '/counts')).rejects.toMatchObject({ code: 'asked_by_another' });
    expect(sessionLost.value).toBe(false);
  });

  it('is not said of who only looks whether anybody is signed in', async () => {
    session.value = undefined;
    vi.stubGlobal('fetch', async () => gone());
    await expect(call('GET', '/session')).rejects.toMatchObject({ status: 401 });
    expect(sessionLost.value).toBe(false);
  });
});

describe('an answer that breaks off', () => {
  it('is none, whatever its status was', async () => {
    const body = new ReadableStream({
      pull: controller => controller.error(new TypeError('network error')),
    });
    vi.stubGlobal('fetch', async () => new Response(body, { status: 201 }));
    await expect(call('POST', '/conversations/1/messages', {})).rejects.toMatchObject({ status: 0, passing: true });
  });
});
