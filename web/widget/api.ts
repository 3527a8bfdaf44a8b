/** The widget's API. A bearer token, never a cookie. */
import type { Boot, Message, Outgoing, Problem } from './model';
import type { Page } from './protocol';

const base = new URL('/widget/', location.href);
const key = new URL(location.href).searchParams.get('key') ?? '';
export const siteKey = key;

/** Status 0: no answer at all. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T | undefined;
  /** Why not, where the server said so. */
  readonly problem?: Problem | undefined;
}

export async function call<T>(path: string, token: string | undefined, body?: unknown): Promise<Answer<T>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20_000);
  try {
    const response = await fetch(new URL(path, base), {
      method: body === undefined ? 'GET' : 'POST',
      credentials: 'omit',
      cache: 'no-store',
      signal: stop.signal,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { ok, status } = response;
    const answer = await response.json().catch(() => undefined);
    return { status, body: ok ? answer : undefined, problem: ok ? undefined : answer };
  } catch {
    return { status: 0, body: undefined };
  } finally {
    clearTimeout(timer);
  }
}

export function boot(known: { token?: string; ticket?: string }, page: Page, language: string): Promise<Answer<Boot>> {
  return call(`api/boot?key=${encodeURIComponent(key)}`, undefined, { ...known, page, language });
}

export function sendMessage(
  token: string,
  { client_id, text, attachments, page, profile, consent, identity }: Outgoing,
  language: string,
): Promise<Answer<Message>> {
  return call('api/messages', token, {
    client_id,
    text,
    attachments: attachments.map(file => file.id),
    page,
    profile,
    consent,
    identity,
    language,
  });
}

export function messagesAfter(token: string, id: number): Promise<Answer<{ readonly items: readonly Message[] }>> {
  return call(`api/messages?after=${id}`, token);
}

export function messagesBefore(
  token: string,
  id: number,
): Promise<Answer<{ readonly items: readonly Message[]; readonly earlier: number | null }>> {
  return call(`api/messages?before=${id}`, token);
}

export function attachmentUrl(facts: Readonly<Record<string, string | number>>): string {
  return new URL(`api/attachments?${new URLSearchParams(facts as Record<string, string>)}`, base).href;
}
