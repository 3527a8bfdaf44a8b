import { bad, Refusal } from '../meta/errors.mjs';
import { only } from '../meta/params.mjs';

const day = 24 * 3600 * 1000;

/** A token of an hour for one of 60 days; one of 60 days for another. @param {import('./server.mjs').InstagramFake} fake @param {import('../meta/messaging.mjs').Call} call */
export async function tokens(fake, call) {
  const { app, asset, token } = fake.callerOf(call);
  if (await fake.before(call.state, call.node === 'access_token' ? 'exchange' : 'refresh')) return {};
  const now = fake.clock.now();
  if (call.node === 'access_token') {
    only(call.params, ['grant_type', 'client_secret'], 'access_token');
    if (call.params.grant_type !== 'ig_exchange_token') throw bad('Param grant_type must be ig_exchange_token');
    if (call.params.client_secret !== app.instagramSecret) throw new Refusal(1, 'Error validating client secret.');
    if (!token.short) throw bad('The access token is no short-lived one');
  } else {
    only(call.params, ['grant_type'], 'refresh_access_token');
    if (call.params.grant_type !== 'ig_refresh_token') throw bad('Param grant_type must be ig_refresh_token');
    if (token.short) throw bad('The access token is no long-lived one');
    if (now - token.issued < day) throw bad('The access token is younger than 24 hours');
  }
  const made = asset.addToken(app);
  made.scopes = new Set(token.scopes);
  asset.token = made.value;
  return { access_token: made.value, token_type: 'bearer', expires_in: Math.floor((made.until - now) / 1000), ...(call.node === 'access_token' ? {} : { permissions: [...made.scopes].join(',') }) };
}
