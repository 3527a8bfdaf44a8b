/** Why a channel is not well, in words: by what the server calls it. */
import { a } from './amissWords';

const causes = {
  token: 'token',
  token_refused: 'token',
  wrong_login: 'token',
  permissions: 'permissions',
  no_permission: 'permissions',
  webhook: 'webhook',
  page_restricted: 'restricted',
  account_locked: 'restricted',
  secret: 'secret',
  number: 'account',
  page: 'account',
  account: 'account',
  not_found: 'account',
  messages_off: 'messagesOff',
  billing: 'billing',
  not_registered: 'registration',
  name_not_approved: 'name',
  key_missing: 'key',
  served_account: 'served',
  no_webhook_url: 'app',
  endpoint_gone: 'app',
} as const;

/** Empty where nothing is known of it. */
export function causeOf(code: string): string {
  const known = Object.entries(causes).find(([name]) => name === code)?.[1];
  return known ? a(`cause.${known}`) : '';
}
