import { bad, GraphError } from '../meta/errors.mjs';
import { paged, pick } from '../meta/fields.mjs';
import { isoTime } from '../meta/history.mjs';
import { only, truth, words } from '../meta/params.mjs';

/**
 * @typedef {object} Comment
 * @property {string} id @property {any} asset @property {any} post @property {string} parent the post's id, or the comment's @property {any} person null for the Page's own
 * @property {{id: string, name: string} | null} from null for who does not let it be told @property {string} text @property {number} at
 * @property {string} [photo] @property {string} [video] @property {boolean} hidden @property {boolean} removed @property {boolean} answeredPrivately @property {string} [app]
 */

/** Tells of a comment by the field `feed`. @param {import('../meta/messaging.mjs').MessagingFake} fake @param {Comment} comment @param {'add' | 'edited' | 'remove' | 'hide' | 'unhide'} verb */
export function feed(fake, comment, verb) {
  const { post, from } = comment;
  const who = !from ? {} : fake.quirks.oldFeed ? { sender_id: from.id, sender_name: from.name } : { from };
  const words = verb === 'add' || verb === 'edited';
  return fake.tellChange(comment.asset, 'feed', {
    ...who,
    ...(verb === 'add' && comment.parent === post.id ? { post: { status_type: 'mobile_status_update', is_published: !post.ad, updated_time: isoTime(comment.at), permalink_url: `https://www.facebook.com/${post.page.id}/posts/${post.id.split('_')[1]}`, promotion_status: post.ad ? 'active' : 'inactive', id: post.id } } : {}),
    ...(words && comment.text ? { message: comment.text } : {}), ...(words && comment.photo ? { photo: comment.photo } : {}), ...(words && comment.video ? { video: comment.video } : {}),
    post_id: post.id, comment_id: comment.id, created_time: Math.floor((verb === 'remove' ? fake.clock.now() : comment.at) / 1000), item: 'comment', parent_id: comment.parent, verb,
  });
}

/**
 * @param {import('../meta/messaging.mjs').MessagingFake} fake @param {any} page
 * @param {{post?: any, parent?: string, text: string, from: Comment['from'], person: any, photo?: string, video?: string, app?: string, quiet?: boolean}} what quiet: nobody is told yet
 * @returns {Comment}
 */
export function newComment(fake, page, { post, parent, quiet = false, ...facts }) {
  const above = parent ? fake.wall.get(parent) : undefined;
  if (parent && (!above || above.removed)) throw new Error(`no comment ${parent}`);
  const under = above?.post ?? (typeof post === 'string' ? fake.posts.get(post) : post) ?? [...fake.posts.values()].find((one) => one.page === page) ?? page.addPost();
  const comment = { id: `${under.id.split('_')[1]}_${9000 + fake.serial()}`, asset: page, post: under, parent: above?.id ?? under.id, at: fake.stamp(), hidden: false, removed: false, answeredPrivately: false, ...facts };
  fake.wall.set(comment.id, comment);
  if (!quiet) void feed(fake, comment, 'add');
  return comment;
}

/** @param {import('../meta/messaging.mjs').MessagingFake} fake @param {Comment} comment @param {unknown} fields @param {string} link */
function show(fake, comment, fields, link) {
  const above = fake.wall.get(comment.parent);
  const answers = [...fake.wall.values()].filter((one) => one.parent === comment.id && !one.removed);
  const age = fake.clock.now() - comment.at;
  return pick(fields, {
    id: comment.id, message: comment.text, from: comment.from ?? undefined, created_time: isoTime(comment.at), parent: above ? { id: above.id, message: above.text, created_time: isoTime(above.at) } : undefined,
    object: { id: comment.post.id }, is_hidden: comment.hidden, can_hide: Boolean(comment.person), can_remove: true, can_comment: true, can_reply_privately: Boolean(comment.person) && !comment.answeredPrivately && age <= 7 * 24 * 3_600_000,
    comment_count: answers.length, like_count: 0, permalink_url: `https://www.facebook.com/${comment.post.id}?comment_id=${comment.id.split('_')[1]}`,
    attachment: comment.photo ? { type: 'photo', media: { image: { src: comment.photo } }, url: comment.photo } : comment.video ? { type: 'video_inline', url: comment.video } : undefined,
    comments: (field) => paged(answers, { limit: field.limit }, (one) => show(fake, one, field.inner, link), (query) => `${link}?${query}`),
  }, ['id', 'created_time', 'from', 'message']);
}

/** Calls about a comment or a post: undefined when it is about something else. @param {import('../meta/messaging.mjs').MessagingFake} fake @param {import('../meta/messaging.mjs').Caller} caller @param {import('../meta/messaging.mjs').Call} call @returns {Promise<any>} */
export async function answerComments(fake, caller, call) {
  const { asset, app } = caller;
  const { method, node, edge, params } = call;
  const found = fake.wall.get(node);
  const comment = found?.asset === asset && !found.removed ? /** @type {Comment} */ (found) : undefined;
  const post = fake.posts.get(node)?.page === asset ? fake.posts.get(node) : undefined;
  if (!found && !post) return undefined;
  if (!comment && !post) throw new GraphError(100, 33);
  if (edge === 'comments' && method === 'POST') {
    if (await fake.before(call.state, 'comments', node)) return {};
    fake.needs(caller, 'pages_manage_engagement');
    only(params, ['message'], 'comments');
    words(params.message, 8000, 'message');
    const made = newComment(fake, asset, { post, parent: comment?.id, text: params.message, from: asset.mine, person: null, app: app.id, quiet: true });
    fake.comments.push({ id: made.id, parent: node, post: made.post.id, page: asset.id, message: made.text, at: made.at, app: app.id });
    if (fake.echo === 'before') await feed(fake, made, 'add');
    else if (fake.echo === 'after') fake.later(() => feed(fake, made, 'add'));
    return { id: made.id };
  }
  if (await fake.before(call.state, 'comment', node)) return {};
  if (edge === 'comments' && method === 'GET') {
    only(params, ['fields', 'limit', 'after', 'order', 'filter'], 'comments');
    const all = [...fake.wall.values()].filter((one) => one.parent === node && !one.removed);
    return paged(all, params, (one) => show(fake, one, params.fields, call.link), (query) => `${call.link}?${query}`);
  }
  if (edge) return undefined;
  if (method === 'GET') {
    fake.needs(caller, 'pages_read_engagement');
    only(params, ['fields'], 'comment');
    if (comment) return show(fake, comment, params.fields, call.link);
    return pick(params.fields, { id: post.id, message: post.text, created_time: isoTime(post.at), permalink_url: `https://www.facebook.com/${post.id}`, from: asset.mine, full_picture: undefined }, ['id', 'created_time', 'message']);
  }
  fake.needs(caller, 'pages_manage_engagement');
  if (!comment) throw fake.unknown(call);
  if (method === 'DELETE') {
    only(params, [], 'comment');
    comment.removed = true;
    fake.later(() => feed(fake, comment, 'remove'));
    return { success: true };
  }
  only(params, comment.person ? ['is_hidden'] : ['message'], 'comment');
  if (comment.person) {
    if (params.is_hidden === undefined) throw bad('The parameter is_hidden is required.');
    comment.hidden = truth(params.is_hidden, 'is_hidden');
    fake.later(() => feed(fake, comment, comment.hidden ? 'hide' : 'unhide'));
  } else {
    words(params.message, 8000, 'message');
    comment.text = params.message;
    fake.later(() => feed(fake, comment, 'edited'));
  }
  return { success: true };
}
