import { MetaPerson } from '../meta/person.mjs';
import { mediaOf, newComment, tellComment } from './comments.mjs';

const day = 24 * 3600 * 1000;

/** Somebody on Instagram. */
export class Person extends MetaPerson {
  /** @param {any} account */
  participant(account) {
    return { username: this.username, id: this.id(account) };
  }
  /** A story of the account's, as an answer to it has it. @param {any} account @param {{id?: string, url?: string}} [story] */
  storyOf(account, story = {}) {
    const id = story.id ?? mediaOf(this.fake, account, { product: 'STORY' }).id;
    return { story: { url: story.url ?? account.keep(account.picture, 'image/png', 'story.png', day), id } };
  }
  /** Answers a story; an emoji alone is how a reaction to it comes. @param {any} account @param {string} text @param {{id?: string, url?: string}} [story] */
  replyToStory(account, text, story) {
    return this.say(account, { text, reply_to: this.storyOf(account, story) });
  }
  /** Mentions the account in a story of the person's. @param {any} account @param {Buffer} bytes @param {string} [mime] */
  mentionInStory(account, bytes, mime = 'image/jpeg') {
    return this.say(account, { attachments: [this.attachment(account, { type: 'story_mention', bytes, mime, name: 'story', life: day })] }, { opens: false });
  }
  /** Shares something. @param {any} account @param {'ig_post' | 'ig_reel' | 'reel' | 'ig_story' | 'story' | 'share'} type @param {{bytes?: Buffer, mime?: string, title?: string} & Record<string, any>} [what] */
  share(account, type, { bytes = this.picture, mime = 'image/png', title = 'A new collection', ...more } = {}) {
    const url = account.keep(bytes, mime, 'share', day);
    const id = String(18_000_000_000_000_000n + BigInt(this.fake.serial()));
    /** @type {Record<string, Record<string, any>>} */ const payloads = {
      ig_post: { ig_post_media_id: id, title, url }, ig_reel: { reel_video_id: id, title, url }, reel: { reel_video_id: id, title, url },
      ig_story: { story_media_id: id, story_media_url: url }, story: { story_media_id: id, story_media_url: url }, share: { url },
    };
    return this.say(account, { attachments: [{ type, payload: { ...payloads[type], ...more } }] });
  }
  /** @param {any} account */
  like(account) {
    return this.say(account, { attachments: [{ type: 'like_heart', payload: {} }] });
  }
  /** Something to be seen once, in the app. @param {any} account */
  ephemeral(account) {
    return this.say(account, { attachments: [{ type: 'ephemeral' }] });
  }
  /** Has seen a message of ours: the newest, or this. @param {any} account @param {string} [mid] */
  seen(account, mid = this.thread(account).lastOurs?.mid) {
    if (!mid) throw new Error('there is nothing to see');
    this.event(account, 'messaging_seen', { read: { mid } });
  }
  /** Begins with a question the account offers, having come by a link. @param {any} account @param {string} question @param {{ref?: string}} [how] */
  ask(account, question, { ref } = {}) {
    const offered = (account.profile.ice_breakers ?? []).flatMap((one) => one.call_to_actions).find((one) => one.question === question);
    if (!offered) throw new Error(`the account offers no "${question}"`);
    // It is said in the person's name, as the history has it.
    const { mid } = this.thread(account).add('person', { text: question });
    return this.press(account, { mid, title: question, payload: offered.payload, ...(ref === undefined ? {} : { referral: { ...this.fake.linkReferral, ref } }) });
  }
  /** Comments a post, or answers a comment. Returns the comment's id. @param {any} account @param {{media?: any, parent?: string, text?: string}} [what] */
  comment(account, { media, parent, text = '' } = {}) {
    return newComment(this.fake, account, { media, parent, text, person: this }).id;
  }
  /** Comments what is live. @param {any} account @param {{media?: any, text?: string}} [what] */
  liveComment(account, { media = account.addMedia({ product: 'LIVE' }), text = '' } = {}) {
    return newComment(this.fake, account, { media, text, person: this }).id;
  }
  /** Takes a comment back; nobody is told. @param {any} _account @param {string} id */
  removeComment(_account, id) {
    this.fake.wall.get(id).removed = true;
  }
  /** Mentions the account under somebody else's post, or in it when there is no text. Returns the ids. @param {any} account @param {{text?: string, media?: any}} [what] */
  mention(account, { text, media = mediaOf(this.fake, null, { by: this.username }) } = {}) {
    const comment = text === undefined ? null : newComment(this.fake, account, { media, text, person: this, quiet: true });
    if (account.login === 'facebook') void this.fake.tellChange(account, 'mentions', { media_id: media.id, ...(comment ? { comment_id: comment.id } : {}) });
    else if (comment) void tellComment(this.fake, comment);
    return { media: media.id, comment: comment?.id };
  }
}
