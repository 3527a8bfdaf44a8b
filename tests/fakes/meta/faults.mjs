/**
 * Scripted trouble. A rule applies to the next `times` calls of `what` (the names are each fake's own; "*" for any),
 * to one person (or comment) if `to` is given.
 *
 *   error        {code, subcode, details}   refused by the platform
 *   error_after  the same, but the call was executed
 *   502          a gateway's page, not JSON
 *   429          a gateway's refusal with Retry-After
 *   cut_before   the connection is cut after the request was read; nothing was executed
 *   cut_after    the same, but the call was executed: the caller cannot tell the two apart
 *   truncate     executed, half of the answer, then cut
 *   slow         executed after `ms`
 *   page         a page of HTML with 200 in place of a file
 *   expired      403 in place of a file
 *   status       {code}  taken, and `failed` in a status afterwards (WhatsApp)
 *   overtake     the statuses of the message come before the answer to the call (WhatsApp)
 *
 * @typedef {{kind: string, what?: string, to?: string, times?: number, skip?: number, code?: number, subcode?: number, details?: string, ms?: number, retry_after?: number}} Fault
 */
const ofCalls = ['error', 'error_after', '502', '429', 'cut_before', 'cut_after', 'truncate', 'slow'];

export class Faults {
  /** What can go wrong: a fault that would never come is a mistake of the test. @param {{calls: string[], more?: string[], files?: string[]}} known calls by name, kinds of this platform alone, what can happen to a download */
  constructor({ calls, more = [], files = ['502', 'cut_before', 'truncate', 'slow', 'page', 'expired'] }) {
    this.calls = calls;
    this.kinds = { calls: [...ofCalls, ...more], files };
    /** @type {any[]} */ this.rules = [];
  }
  /** @param {string} what @param {Fault} fault */
  next(what, fault) {
    if (what !== '*' && what !== 'download' && !this.calls.includes(what)) throw new Error(`unknown call ${what}; known: download ${this.calls.join(' ')}`);
    const kinds = what === 'download' ? this.kinds.files : this.kinds.calls;
    if (!kinds.includes(fault.kind)) throw new Error(`unknown fault ${fault.kind} of ${what}; known: ${kinds.join(' ')}`);
    this.rules.push({ times: 1, skip: 0, ...fault, what });
  }
  clear() {
    this.rules = [];
  }
  /** @param {string} what @param {string} [to] digits or id @returns {Fault | null} */
  take(what, to) {
    for (const rule of this.rules) {
      if (rule.what !== '*' && rule.what !== what) continue;
      if (rule.to !== undefined && rule.to !== to) continue;
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
