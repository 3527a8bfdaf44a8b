import { signal } from '@preact/signals';
import type { Session } from './types';

/** An answer that is not 2xx, or no answer at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: Readonly<Record<string, string>> = {},
    readonly requestId = '',
    readonly retryAfter = 0,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || code);
  }
  /** Worth trying again by itself. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** `undefined` before the first answer, `null` when nobody is signed in. */
export const session = signal<Session | null | undefined>(undefined);
/** The session ended while work was open: the log-in is laid over the page. */
export const sessionLost = signal(false);

export function csrfHeader(): Record<string, string> {
  const csrf = session.value?.csrf;
  return csrf ? { 'X-CSRF-Token': csrf } : {};
}

const field = (value: unknown): string => (typeof value === 'string' ? value : '');

async function problem(answer: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  try {
    body = await answer.json();
  } catch {
    // An answer of a proxy between us: the status has to do.
  }
  const fields: Record<string, string> = {};
  if (Array.isArray(body.errors)) {
    for (const error of body.errors) fields[field(error?.field)] = field(error?.message);
  }
  return new ApiError(
    answer.status,
    field(body.code) || `http_${answer.status}`,
    field(body.detail) || field(body.title),
    fields,
    field(body.request_id),
    Number(answer.headers.get('Retry-After')) || 0,
    body,
  );
}

/** What is asked for while the page goes away shall arrive all the same. */
let leavingPage = false;
globalThis.addEventListener?.('pagehide', () => {
  leavingPage = true;
});
globalThis.addEventListener?.('pageshow', () => {
  leavingPage = false;
});

/** No answer; what was given up on purpose stays that. */
const lost = (error: unknown) =>
  error instanceof DOMException && error.name === 'AbortError' ? error : new ApiError(0, 'network', '');

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  more?: Readonly<Record<string, string>>,
): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...more };
  if (method !== 'GET') Object.assign(headers, csrfHeader());
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const asker = session.peek()?.csrf;
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      ...(leavingPage ? { keepalive: true } : {}),
    });
  } catch (error) {
    throw lost(error);
  }
  const error = answer.ok ? undefined : await problem(answer);
  // Who asked has left: nothing of it is for the next person, nor is the end of that session theirs.
  if (asker && session.peek()?.csrf !== asker) throw new ApiError(401, 'asked_by_another', '');
  if (error) {
    if (asker && error.status === 401) sessionLost.value = true;
    throw error;
  }
  try {
    return answer.status === 204 ? (undefined as T) : await answer.json();
  } catch (error) {
    // The line broke in the middle of the answer.
    throw lost(error);
  }
}

export const get = <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, undefined, signal);
export const post = <T>(path: string, body?: unknown) => call<T>('POST', path, body);
export const patch = <T>(path: string, body: unknown) => call<T>('PATCH', path, body);

/** DELETE. */
export const remove = <T>(path: string) => call<T>('DELETE', path);

export function query(values: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}
