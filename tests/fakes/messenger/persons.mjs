import { MetaPerson } from '../meta/person.mjs';
import { feed, newComment } from './comments.mjs';

/** Somebody on Messenger. */
export class Person extends MetaPerson {
  /** @param {import('./server.mjs').MessengerFake} fake @param {Record<string, any>} facts */
  constructor(fake, facts) {
    super(fake, facts);
    /** Does the person let it be told who commented? */ this.named = facts.named ?? true;
    /** Another id in comments than in messages. */ this.commenter = facts.commenter ?? '';
  }
  /** @param {any} page */
  participant(page) {
    return { name: this.name, id: this.id(page) };
  }
  /** @param {any} page @param {string} mid */
  selfReply(page, mid) {
    return { is_self_reply: this.thread(page).find(mid)?.by === 'person' };
  }
  /** @param {any} page @param {number} [id] @param {{as?: 'sticker' | 'image' | 'both'}} [how] both, as it was while it changed */
  sticker(page, id = 369239263222822, { as = 'sticker' } = {}) {
    const url = page.keep(this.picture, 'image/png', 'like.png');
    const kinds = as === 'both' ? ['sticker', 'image'] : [as];
    return this.say(page, { ...(as === 'image' ? { sticker_id: id } : {}), attachments: kinds.map((type) => ({ type, payload: { url, sticker_id: id } })) });
  }
  /** @param {any} page @param {number} lat @param {number} long @param {string} [title] */
  location(page, lat, long, title = `${this.firstName}'s Location`) {
    return this.say(page, { attachments: [{ type: 'location', title, payload: { coordinates: { lat, long } } }] });
  }
  /** A link; its payload may be anything. @param {any} page @param {string} url @param {string} title @param {{payload?: any, text?: string}} [more] */
  fallback(page, url, title, { payload = { url, title }, text } = {}) {
    return this.say(page, { ...(text ? { text } : {}), attachments: [{ type: 'fallback', title, url, payload }] });
  }
  /** Shares a reel or a post. @param {any} page @param {'reel' | 'ig_reel' | 'post' | 'ig_post'} type @param {Record<string, any>} payload */
  share(page, type, payload) {
    return this.say(page, { attachments: [{ type, payload }] });
  }
  /** Asks about a product of the shop. @param {any} page @param {Record<string, any>} product id, retailer_id, image_url, title, subtitle */
  product(page, product) {
    return this.say(page, { attachments: [{ type: 'template', payload: { product: { elements: [product] } } }] });
  }
  /** Presses Get Started, having come by a link or an advert. Without that button nothing is told, and the ref is lost: null. @param {any} page @param {{ref?: string, ad?: string, title?: string}} [how] */
  start(page, { ref, ad, title = 'Get Started' } = {}) {
    const payload = page.profile.get_started?.payload;
    if (!payload) return null;
    const referral = ref === undefined && !ad ? undefined : { ...(ref === undefined ? {} : { ref }), source: ad ? 'ADS' : 'SHORTLINK', ...(ad ? { ad_id: ad } : {}) };
    return this.press(page, { title, payload, referral });
  }
  /** Read all that came, or all that came until a moment. @param {any} page @param {number} [until] */
  read(page, until) {
    const last = this.thread(page).lastOurs;
    const watermark = until ?? last?.at;
    if (watermark === undefined) throw new Error('there is nothing to read');
    this.event(page, 'message_reads', { read: { watermark: this.fake.quirks.stringWatermarks ? String(watermark) : watermark } }, { at: this.fake.quirks.receiptsWithoutTime ? 0 : this.fake.stamp() });
  }
  /** Lets the business write, in a plugin on a site. @param {any} page @param {{ref?: string, userRef?: string, guest?: boolean}} optin guest: nobody knows yet who it is */
  optIn(page, { ref, userRef, guest = false }) {
    if (userRef) page.guests.set(userRef, this);
    this.event(page, 'messaging_optins', { optin: { ...(ref === undefined ? {} : { ref }), ...(userRef ? { user_ref: userRef } : {}) } }, { opens: true, sender: guest ? { user_ref: userRef } : undefined });
  }
  /** Begins in the chat of a site, as a guest without an id. @param {any} page @param {string} userRef @param {{payload?: string, title?: string, from?: string}} [how] */
  visit(page, userRef, { payload = 'hey', title = '', from = 'https://shop.example.com/kontakt' } = {}) {
    page.guests.set(userRef, this);
    const referral = { ref: null, source: 'CUSTOMER_CHAT_PLUGIN', type: 'OPEN_THREAD', referer_uri: from, is_guest_user: true };
    this.event(page, 'messaging_postbacks', { postback: { payload, title, referral } }, { opens: true, sender: { user_ref: userRef } });
  }
  /** @param {any} page */
  commenterOf(page) {
    return this.named ? { id: this.commenter || this.id(page), name: this.name } : null;
  }
  /** Comments a post, or answers a comment. Returns the comment's id. @param {any} page @param {{post?: any, parent?: string, text?: string, photo?: Buffer, video?: Buffer}} [what] */
  comment(page, { post, parent, text = '', photo, video } = {}) {
    return newComment(this.fake, page, {
      post, parent, text, from: this.commenterOf(page), person: this,
      ...(photo ? { photo: page.keep(photo, 'image/jpeg', 'photo.jpg') } : {}), ...(video ? { video: page.keep(video, 'video/mp4', 'video.mp4') } : {}),
    }).id;
  }
  /** @param {string} id */
  ownComment(id) {
    const comment = this.fake.wall.get(id);
    if (comment?.person !== this) throw new Error(`no comment ${id} of this person`);
    return comment;
  }
  /** @param {any} _page @param {string} id @param {string} text */
  editComment(_page, id, text) {
    const comment = this.ownComment(id);
    comment.text = text;
    void feed(this.fake, comment, 'edited');
  }
  /** @param {any} _page @param {string} id */
  removeComment(_page, id) {
    const comment = this.ownComment(id);
    comment.removed = true;
    void feed(this.fake, comment, 'remove');
  }
  /** A reaction to a post, which is no message. @param {any} page @param {any} post @param {string} [type] */
  likePost(page, post, type = 'love') {
    void this.fake.tellChange(page, 'feed', { from: this.commenterOf(page), parent_id: post.id, post_id: post.id, created_time: Number(this.fake.seconds()), item: 'reaction', reaction_type: type, verb: 'add' });
  }
}
