import { bad, GraphError } from './errors.mjs';
import { list, names, only, words } from './params.mjs';

const minute = 60_000;
/** @param {any} entry @param {string} where */
function local(entry, where) {
  words(entry?.locale, 10, `${where}[locale]`);
}
/** @param {any} action @param {string} where */
function menuItem(action, where) {
  only(action, action?.type === 'web_url' ? ['type', 'title', 'url', 'webview_height_ratio'] : ['type', 'title', 'payload'], where);
  if (!['postback', 'web_url'].includes(action.type)) throw bad(`Param ${where}[type] must be one of {POSTBACK, WEB_URL}`);
  words(action.title, 30, `${where}[title]`);
  words(action.type === 'postback' ? action.payload : action.url, 1000, `${where}[payload]`);
}

/** What a thread looks like before anything was said. @type {Record<string, (value: any, questions: number) => void>} */
const members = {
  get_started: (value) => {
    only(value, ['payload'], 'get_started');
    words(value.payload, 1000, 'get_started[payload]');
  },
  greeting: (value) => {
    for (const one of list(value, 1, 60, 'greeting')) {
      only(one, ['locale', 'text'], 'greeting');
      local(one, 'greeting');
      words(one.text, 160, 'greeting[text]');
    }
  },
  ice_breakers: (value, questions) => {
    for (const one of list(value, 1, 60, 'ice_breakers')) {
      only(one, ['locale', 'call_to_actions'], 'ice_breakers');
      local(one, 'ice_breakers');
      for (const action of list(one.call_to_actions, 1, questions, 'call_to_actions')) {
        only(action, ['question', 'payload'], 'call_to_actions');
        words(action.question, 80, 'call_to_actions[question]');
        words(action.payload, 1000, 'call_to_actions[payload]');
      }
    }
  },
  persistent_menu: (value) => {
    for (const one of list(value, 1, 60, 'persistent_menu')) {
      only(one, ['locale', 'composer_input_disabled', 'call_to_actions'], 'persistent_menu');
      local(one, 'persistent_menu');
      list(one.call_to_actions, 1, 20, 'call_to_actions').forEach((action, i) => menuItem(action, `call_to_actions[${i}]`));
    }
  },
};

/**
 * GET, POST and DELETE of messenger_profile.
 * @param {any} asset @param {string} method @param {Record<string, any>} params @param {{platform: string | null, known: string[], questions: number}} kind
 */
export function messengerProfile(asset, method, params, { platform, known, questions }) {
  const { platform: given, ...rest } = params;
  if (platform !== null ? given !== platform : given !== undefined) throw bad(`Param platform must be ${platform ?? 'left out'}`);
  if (method === 'GET') {
    only(rest, ['fields'], 'messenger_profile');
    const asked = names(rest.fields, known, 'fields');
    const found = Object.fromEntries(asked.filter((name) => name in asset.profile).map((name) => [name, asset.profile[name]]));
    return { data: Object.keys(found).length ? [found] : [] };
  }
  if (!asset.take('messenger_profile', 10, 10 * minute)) throw new GraphError(613);
  if (method === 'DELETE') {
    only(rest, ['fields'], 'messenger_profile');
    for (const name of names(rest.fields, known, 'fields')) delete asset.profile[name];
    return { result: 'success' };
  }
  only(rest, known, 'messenger_profile');
  if (!Object.keys(rest).length) throw bad('Nothing to set');
  for (const [name, value] of Object.entries(rest)) members[name](value, questions);
  if (rest.persistent_menu && !rest.get_started && !asset.profile.get_started) throw bad('You must set a Get Started button if you also wish to use persistent menu');
  Object.assign(asset.profile, rest);
  return { result: 'success' };
}
