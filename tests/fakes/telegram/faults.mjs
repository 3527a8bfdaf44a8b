import { ApiError, forbidden, tooManyRequests } from './errors.mjs';

/**
 * Scripted trouble. A rule applies to the next `times` calls of `method` ("*" for any), to one chat if `chat_id` is given.
 *
 *   429            answer with retry_after and the header
 *   403            blocked by the user
 *   401            this call only; `fake.revoke(bot)` revokes for good
 *   error          {code, description, parameters}
 *   5xx            {code} as JSON
 *   502            a gateway's page, not JSON
 *   cut_before     the connection is cut after the request was read; nothing was executed
 *   cut_after      the same, but the call was executed: the caller cannot tell the two apart
 *   truncate       executed, half of the answer, then cut
 *   slow           executed after `ms`
 *   garble         executed, but every byte of `find` in the answer becomes `put`, which need not be UTF-8
 *   slow_answer    executed at once, answered after `ms`
 *
 * @typedef {{kind: string, method?: string, chat_id?: number, times?: number, skip?: number, retry_after?: number, code?: number,
 *   description?: string, parameters?: any, ms?: number, find?: string, put?: number}} Fault
 */
const kinds = ['429', '403', '401', 'error', '5xx', '502', 'cut_before', 'cut_after', 'truncate', 'garble', 'slow', 'slow_answer'];

/** The list of faults still to come. */
export class Faults {
  constructor() {
    /** @type {Required<Pick<Fault, 'kind' | 'method' | 'times' | 'skip'>>[] & Fault[]} */
    this.rules = [];
    /** Updates to deliver twice, byte for byte. */
    this.duplicateUpdates = 0;
  }
  /** @param {string} method @param {Omit<Fault, 'method'>} fault */
  next(method, fault) {
    if (!kinds.includes(fault.kind)) throw new Error(`unknown fault ${fault.kind}; known: ${kinds.join(' ')}`);
    this.rules.push({ times: 1, skip: 0, ...fault, method: method.toLowerCase() });
  }
  clear() {
    this.rules = [];
    this.duplicateUpdates = 0;
  }
  /** Takes the rule for this call, if there is one. @param {string} method @param {unknown} chat */
  take(method, chat) {
    for (const rule of this.rules) {
      if (rule.method !== '*' && rule.method !== method.toLowerCase()) continue;
      if (rule.chat_id !== undefined && String(rule.chat_id) !== String(chat)) continue;
      if (rule.skip > 0) {
        rule.skip--;
        return null;
      }
      if (--rule.times <= 0) this.rules = this.rules.filter((other) => other !== rule);
      return rule;
    }
    return null;
  }
}

/** The answer of a fault that answers instead of the method; null for the others. @param {Fault} fault */
export function answerOf(fault) {
  switch (fault.kind) {
    case '429':
      return tooManyRequests(fault.retry_after ?? 1);
    case '403':
      return forbidden('bot was blocked by the user');
    case '401':
      return new ApiError(401, 'Unauthorized');
    case 'error':
      return new ApiError(fault.code ?? 400, fault.description ?? 'Bad Request', fault.parameters);
    case '5xx':
      return new ApiError(fault.code ?? 500, 'Internal Server Error');
    default:
      return null;
  }
}
