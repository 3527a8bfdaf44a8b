import { startWhatsappFake } from '../../fakes/whatsapp/server.mjs';

/**
 * A number of the fake joined to the server as a channel; the webhook is agreed on by then.
 * @param {import('../harness.mjs').Parley} parley @param {import('../../fakes/whatsapp/server.mjs').WhatsappFake} fake
 * @param {{business?: import('../../fakes/whatsapp/state.mjs').Business, settings?: Record<string, string>, number?: {id?: string, phone?: string}}} [more]
 */
export async function joinWhatsapp(parley, fake, more = {}) {
  const business = more.business ?? fake.addBusiness();
  const number = fake.addNumber(business, more.number);
  const channel = await parley.addChannel('whatsapp', `WhatsApp ${number.phone}`, settingsOf(fake, business, number, more.settings));
  return { business, number, channel };
}

/** @param {import('../../fakes/whatsapp/server.mjs').WhatsappFake} fake @param {import('../../fakes/whatsapp/state.mjs').Business} business @param {import('../../fakes/whatsapp/state.mjs').BusinessNumber} number @param {Record<string, string>} [more] */
export const settingsOf = (fake, business, number, more = {}) => ({
  token: business.token, app_secret: business.appSecret, phone_number_id: number.id, business_account_id: business.id, api_base: fake.url, ...more,
});

export { startWhatsappFake };
