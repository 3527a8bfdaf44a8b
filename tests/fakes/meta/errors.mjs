/** A refusal of the Graph API, whatever the platform. */
export class Refusal extends Error {
  /** @param {number} code @param {string} words @param {{status?: number, subcode?: number, type?: string, data?: any}} [more] */
  constructor(code, words, { status = 400, subcode, type = 'OAuthException', data } = {}) {
    super(words);
    this.code = code;
    this.status = status;
    this.subcode = subcode;
    this.type = type;
    this.data = data;
  }
  body() {
    const message = [190, 2500].includes(this.code) ? this.message : `(#${this.code}) ${this.message}`;
    return {
      error: {
        message, type: this.type, code: this.code, ...(this.subcode ? { error_subcode: this.subcode } : {}), ...(this.data ? { error_data: this.data } : {}),
        fbtrace_id: 'AFakeTraceId000000000',
      },
    };
  }
}

/** What Messenger and Instagram say, by code and subcode: [HTTP status, words]. @type {Record<string, [number, string]>} */
const known = {
  1: [500, 'An unknown error occurred'],
  '1/1357046': [500, 'Received invalid JSON reply.'],
  2: [503, 'An unexpected error has occurred. Please retry your request later.'],
  3: [400, 'Application does not have the capability to make this API call.'],
  4: [403, 'Application request limit reached'],
  10: [403, 'Application does not have permission for this action'],
  '10/1893063': [403, 'This Page is restricted from sending messages.'],
  '10/2018065': [403, 'This message is sent outside of allowed window. You need the human_agent feature to send it with this tag.'],
  '10/2018108': [403, 'This Person Cannot Receive Messages: This person isn\'t receiving messages from you right now.'],
  '10/2018278': [403, 'This message is sent outside of allowed window. Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview'],
  '10/2018300': [403, 'Message failed to send because another app is controlling this thread now.'],
  '10/2534022': [403, 'This message is sent outside of allowed window.'],
  17: [403, 'User request limit reached'],
  32: [403, 'Page request limit reached'],
  100: [400, 'Invalid parameter'],
  '100/33': [400, 'Unsupported request. Object does not exist, cannot be loaded due to missing permissions, or does not support this operation'],
  '100/2018001': [400, 'No matching user found'],
  '100/2018008': [400, 'Failed to fetch the file from the url'],
  '100/2018047': [400, 'Upload attachment failure.'],
  '100/2018074': [400, 'Invalid Data: The attachment id can not be found.'],
  '100/2018109': [400, 'Attachment size exceeds allowable limit'],
  '100/2018218': [400, 'No profile available for this user.'],
  '100/2018247': [400, 'Insufficient permission to access user profile.'],
  '100/2018292': [400, 'Invalid comment_id parameter'],
  '100/2018294': [400, 'Video could not be processed or took too long.'],
  '100/2534013': [400, 'The recipient is not valid.'],
  '100/2534014': [400, 'The requested user cannot be found.'],
  '100/2534015': [400, 'Invalid message data.'],
  '100/2534025': [400, 'The message is not valid.'],
  '100/2534029': [400, 'The attachment is not valid.'],
  '100/2534037': [400, 'The app is not the owner of the thread.'],
  190: [401, 'Invalid OAuth access token - Cannot parse access token'],
  '190/458': [401, 'Error validating access token: The user has not authorized application.'],
  '190/460': [401, 'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.'],
  '190/463': [401, 'Error validating access token: Session has expired.'],
  '190/467': [401, 'Error validating access token: The session is invalid because the user logged out.'],
  200: [403, 'Permissions error'],
  '200/1545041': [403, 'Message Not Sent: This person isn\'t available right now.'],
  '200/2534041': [403, 'The account owner has disabled access to Instagram direct messages.'],
  230: [400, 'User consent is required to access user profile'],
  551: [400, 'This person isn\'t available right now.'],
  '551/1545041': [400, 'This person isn\'t available right now.'],
  613: [400, 'Calls to this API have exceeded the rate limit.'],
  2200: [400, 'Callback verification failed: the response does not match the challenge'],
  2500: [400, 'Unknown path components'],
  10900: [400, 'Activity already replied to'],
  10903: [400, 'This user cannot reply to this activity'],
  36103: [400, 'This message is no longer available.'],
  80002: [400, 'There have been too many calls to this Instagram account. Wait a bit and try again.'],
  9000001: [400, 'The message was deleted.'],
};

/** A refusal as Messenger and Instagram word it. */
export class GraphError extends Refusal {
  /** @param {number} code @param {number} [subcode] @param {string} [words] */
  constructor(code, subcode, words) {
    const [status, own] = known[subcode ? `${code}/${subcode}` : code] ?? known[code] ?? [400, 'Error'];
    super(code, words ?? own, { status, subcode });
  }
}

/** A parameter that is not right. @param {string} words @param {number} [subcode] */
export const bad = (words, subcode) => new GraphError(100, subcode, words);

/** A refusal by a number of the platform's own. @param {[number, number?]} code */
export const refused = ([code, subcode]) => new GraphError(code, subcode);
