import { badRequest } from '../errors.mjs';
import { effect, formatted, post, reachable } from './context.mjs';

/** Text, places, cards and chat actions. */
export const send = {
  /** @param {import('./context.mjs').Call} call */
  sendMessage(call) {
    reachable(call);
    return post(call, formatted(call, 'text'));
  },
  /** @param {import('./context.mjs').Call} call */
  sendLocation(call) {
    return post(call, { location: place(call) });
  },
  /** @param {import('./context.mjs').Call} call */
  sendVenue(call) {
    const { title, address } = call.params;
    const location = place(call);
    return post(call, { venue: { location, title, address }, location });
  },
  /** @param {import('./context.mjs').Call} call */
  sendContact(call) {
    const { phone_number, first_name, last_name, vcard } = call.params;
    return post(call, { contact: { phone_number, first_name, ...(last_name ? { last_name } : {}), ...(vcard ? { vcard } : {}) } });
  },
  /** @param {import('./context.mjs').Call} call */
  sendChatAction(call) {
    reachable(call);
    if (!actions.includes(call.params.action)) {
      call.violation(`chat action "${call.params.action}" does not exist`);
      throw badRequest('wrong parameter action in request');
    }
    effect(call, 'action', { chat_id: call.params.chat_id, action: call.params.action });
    return true;
  },
};

const actions = ('typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker ' +
  'find_location record_video_note upload_video_note').split(' ');

/** @param {import('./context.mjs').Call} call */
function place(call) {
  const { latitude, longitude, horizontal_accuracy, live_period } = call.params;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) throw badRequest('wrong location specified');
  return {
    latitude, longitude,
    ...(horizontal_accuracy !== undefined ? { horizontal_accuracy } : {}),
    ...(live_period !== undefined ? { live_period } : {}),
  };
}
