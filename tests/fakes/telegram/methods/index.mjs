import { business } from '../business.mjs';
import { edit } from './edit.mjs';
import { media } from './media.mjs';
import { misc } from './misc.mjs';
import { send } from './send.mjs';
import { updates } from './updates.mjs';
import { webhook } from './webhook.mjs';

/** Every method by its name. @type {Record<string, (call: import('./context.mjs').Call) => any>} */
export const methods = { ...send, ...media, ...edit, ...webhook, ...updates, ...misc, ...business };
