import { Refusal } from '../meta/errors.mjs';

/** What the Graph API says of each refusal, by its number: [HTTP status, title, details]. @type {Record<number, [number, string, string]>} */
const known = {
  1: [500, 'An unknown error occurred', 'Please retry your request later'],
  2: [503, 'Service temporarily unavailable', 'Please retry your request later'],
  4: [429, 'Application request limit reached', 'The app has reached its API call rate limit'],
  10: [403, 'Application does not have permission for this action', 'Permission is either not granted or has been removed'],
  100: [400, 'Invalid parameter', 'Invalid parameter'],
  190: [401, 'Error validating access token: Session has expired on Saturday, 29-Aug-26 10:00:00 PDT.', ''],
  368: [403, 'Temporarily blocked for policies violations', 'The WhatsApp Business Account has been restricted or disabled for violating a platform policy'],
  2200: [400, 'Callback verification failed', 'The URL couldn\'t be validated. Response does not match challenge'],
  80007: [429, 'Rate limit issues', 'The WhatsApp Business Account has reached its rate limit'],
  130429: [429, 'Rate limit hit', 'Message failed to send because there were too many messages sent from this phone number in a short period of time'],
  130472: [400, 'User\'s number is part of an experiment', 'Message was not sent as part of an experiment'],
  131000: [500, 'Something went wrong', 'Message failed to send due to an unknown error'],
  131005: [403, 'Access denied', 'Permission is either not granted or has been removed'],
  131008: [400, 'Required parameter is missing', 'The request is missing a required parameter'],
  131009: [400, 'Parameter value is not valid', 'One or more parameter values are invalid'],
  131016: [500, 'Service unavailable', 'A service is temporarily unavailable'],
  131021: [400, 'Recipient cannot be sender', 'Sender and recipient phone number is the same'],
  131026: [400, 'Message undeliverable', 'Unable to deliver message'],
  131030: [400, 'Recipient phone number not in allowed list', 'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again'],
  131031: [403, 'Account has been locked', 'The WhatsApp Business Account has been restricted or disabled'],
  131042: [400, 'Business eligibility payment issue', 'Message failed to send because there were one or more errors related to your payment method'],
  131047: [400, 'Re-engagement message', 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.'],
  131048: [400, 'Spam rate limit hit', 'Message failed to send because there are restrictions on how many messages can be sent from this phone number'],
  131049: [400, 'This message was not delivered to maintain healthy ecosystem engagement.', 'Message not delivered to maintain healthy ecosystem engagement'],
  131050: [400, 'Marketing messages stopped', 'The user has chosen to stop marketing messages'],
  131051: [400, 'Message type unknown', 'Message type is currently not supported.'],
  131052: [400, 'Media download error', 'Unable to download the media sent by the user'],
  131053: [400, 'Media upload error', 'Unable to upload the media used in the message'],
  131056: [400, '(Business Account, Consumer Account) pair rate limit hit', 'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time'],
  131057: [500, 'Account in maintenance mode', 'Business account is in maintenance mode'],
  132000: [400, 'Number of parameters does not match the expected number of params', ''],
  132001: [404, 'Template name does not exist in the translation', ''],
  132012: [400, 'Parameter format does not match format in the created template', ''],
  132015: [400, 'Template is Paused', 'Template is paused due to low quality so it cannot be sent in a template message.'],
  132016: [400, 'Template is Disabled', 'Template has been paused too many times due to low quality and is now permanently disabled.'],
  133010: [400, 'Phone number not registered', 'Phone number is not registered on the WhatsApp Business Platform'],
};

/** A refusal as the Graph API words it for WhatsApp. */
export class GraphError extends Refusal {
  /** @param {number} code @param {string} [details] @param {{status?: number, message?: string}} [more] */
  constructor(code, details, { status, message } = {}) {
    const [ownStatus, title, ownDetails] = known[code] ?? [400, 'Error', ''];
    const words = details ?? ownDetails;
    super(code, code === 100 && words ? words : (message ?? title), { status: status ?? ownStatus, data: code >= 100_000 ? { messaging_product: 'whatsapp', details: words } : undefined });
    this.title = title;
    this.details = words;
  }
  /** The same inside a `failed` status. */
  inStatus() {
    return { code: this.code, title: this.title, message: this.title, error_data: { details: this.details }, href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/' };
  }
}
