import { bad, GraphError } from '../meta/errors.mjs';
import { paged, pick } from '../meta/fields.mjs';
import { isoTime } from '../meta/history.mjs';
import { only, truth, words } from '../meta/params.mjs';

/** @typedef {import('../meta/messaging.mjs').MessagingFake} Fake @typedef {import('../meta/messaging.mjs').Call} Call @typedef {import('../meta/messaging.mjs').Caller} Caller */
/** @typedef {{id: string, asset: any, product: string, caption: string, live: boolean, ad?: {id: string, title: string, original?: string}, at: number, url: string, by: string, permalink: string}} Media */

/** @param {Fake} fake @param {number} kind 181 media, 182 comments */
const newId = (fake, kind) => String(BigInt(kind) * 100_000_000_000_000n + BigInt(fake.serial()));

/**
 * @param {Fake} fake @param {any} asset whose; null for somebody else's
 * @param {{product?: string, caption?: string, ad?: Media['ad'], by?: string}} [facts]
 * @returns {Media}
 */
export function mediaOf(fake, asset, { product = 'FEED', caption = 'A new season has come.', ad, by = asset?.username ?? 'somebody' } = {}) {
  const id = newId(fake, 181);
  const media = { id, asset, product: ad ? 'AD' : product, caption, live: product === 'LIVE', ad, at: fake.clock.now(), url: 'https://cdn.example.net/post.jpg', by, permalink: `https://www.instagram.com/p/${id}/` };
  fake.posts.set(id, media);
  return media;
}

/** As a webhook has it. @param {Fake} fake @param {any} comment */
function valueOf(fake, comment) {
  const { media } = comment;
  const id = fake.quirks.flatComments ? { comment_id: comment.id } : { id: comment.id };
  if (fake.quirks.minimalComments) return { ...id, text: comment.text };
  const from = comment.person ? { id: comment.person.id(comment.asset), username: comment.person.username } : { id: comment.asset.id, username: comment.asset.username, self_ig_scoped_id: comment.asset.selfScoped };
  return {
    from, media: { id: media.id, ...(media.ad ? { ad_id: media.ad.id, ad_title: media.ad.title, ...(media.ad.original ? { original_media_id: media.ad.original } : {}) } : {}), media_product_type: media.product },
    ...id, text: comment.text, ...(comment.parent ? { parent_id: comment.parent } : {}),
  };
}

/** @param {Fake} fake @param {any} comment */
export const tellComment = (fake, comment) => fake.tellChange(comment.asset, comment.media.product === 'LIVE' ? 'live_comments' : 'comments', valueOf(fake, comment));

/**
 * @param {Fake} fake @param {any} account
 * @param {{media?: Media, parent?: string, text: string, person: any, app?: string, quiet?: boolean}} what quiet: nobody is told yet
 */
export function newComment(fake, account, { media, parent, quiet = false, ...facts }) {
  const above = parent ? fake.wall.get(parent) : undefined;
  if (parent && (!above || above.removed)) throw new Error(`no comment ${parent}`);
  const under = above?.media ?? media ?? [...fake.posts.values()].find((one) => one.asset === account) ?? mediaOf(fake, account);
  // Answers stand one below another nowhere: all are under the first.
  const comment = { id: newId(fake, 182), asset: account, media: under, parent: above ? (above.parent ?? above.id) : null, at: fake.stamp(), hidden: false, removed: false, answeredPrivately: false, ...facts };
  fake.wall.set(comment.id, comment);
  if (!quiet) void tellComment(fake, comment);
  return comment;
}

/** @param {Fake} fake @param {any} comment @param {unknown} fields */
export function showComment(fake, comment, fields) {
  const username = comment.person ? comment.person.username : comment.asset.username;
  const answers = [...fake.wall.values()].filter((one) => one.parent === comment.id && !one.removed);
  return pick(fields, {
    id: comment.id, text: comment.text, username, timestamp: isoTime(comment.at), parent_id: comment.parent ?? undefined, hidden: comment.hidden, like_count: 0,
    from: { id: comment.person ? comment.person.id(comment.asset) : comment.asset.id, username }, media: { id: comment.media.id, media_product_type: comment.media.product },
    replies: (field) => paged(answers, { limit: field.limit }, (one) => showComment(fake, one, field.inner), () => ''),
  }, ['id', 'text', 'timestamp']);
}

/** Calls about a comment, or a post: undefined when it is about something else. @param {Fake} fake @param {Caller} caller @param {Call} call @param {string} scope @returns {Promise<any>} */
export async function answerComments(fake, caller, call, scope) {
  const { asset, app } = caller;
  const { method, node, edge, params } = call;
  const media = fake.posts.get(node);
  if (media?.asset === asset && method === 'GET' && !edge) {
    if (await fake.before(call.state, 'media', node)) return {};
    only(params, ['fields'], 'media');
    return pick(params.fields, { id: media.id, caption: media.caption, media_type: 'IMAGE', media_product_type: media.product, media_url: media.url, permalink: media.permalink, timestamp: isoTime(media.at), username: media.by });
  }
  const comment = fake.wall.get(node);
  if (!comment) return undefined;
  if (comment.asset !== asset || comment.removed) throw new GraphError(100, 33);
  if (edge && edge !== 'replies') return undefined;
  if (edge === 'replies' && method === 'POST') {
    if (await fake.before(call.state, 'comments', node)) return {};
    fake.needs(caller, scope);
    only(params, ['message'], 'replies');
    words(params.message, 2200, 'message');
    const made = newComment(fake, asset, { parent: comment.id, text: params.message, person: null, app: app.id, quiet: true });
    fake.comments.push({ id: made.id, parent: node, media: made.media.id, account: asset.id, message: made.text, at: made.at, app: app.id });
    if (fake.echo === 'before') await tellComment(fake, made);
    else if (fake.echo === 'after') fake.later(() => tellComment(fake, made));
    return { id: made.id };
  }
  if (await fake.before(call.state, 'comment', node)) return {};
  fake.needs(caller, scope);
  if (edge) {
    if (method !== 'GET') return undefined;
    only(params, ['fields', 'limit', 'after'], 'replies');
    const answers = [...fake.wall.values()].filter((one) => one.parent === node && !one.removed);
    return paged(answers, params, (one) => showComment(fake, one, params.fields), (query) => `${call.link}?${query}`);
  }
  if (method === 'GET') {
    only(params, ['fields'], 'comment');
    return showComment(fake, comment, params.fields);
  }
  // Nobody is told of a comment that was hidden or deleted.
  if (method === 'DELETE') {
    only(params, [], 'comment');
    comment.removed = true;
    return { success: true };
  }
  only(params, ['hide'], 'comment');
  if (params.hide === undefined) throw bad('The parameter hide is required.');
  comment.hidden = truth(params.hide, 'hide');
  return { success: true };
}

