import { randomBytes } from 'node:crypto';
import { Asset } from '../meta/asset.mjs';
import { bad } from '../meta/errors.mjs';
import { pick } from '../meta/fields.mjs';
import { isoTime } from '../meta/history.mjs';
import { png } from '../telegram/files.mjs';
import { mediaOf, newComment, showComment } from './comments.mjs';

const day = 24 * 3600 * 1000;
/** @param {string} id */
const gone = (id) => bad(`Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`, 33);

/** A professional account: reached through its Page (login `facebook`), or by itself (login `instagram`). */
export class Account extends Asset {
  /** @param {import('../meta/messaging.mjs').MessagingFake} fake @param {{id: string, name: string, username: string, login: 'facebook' | 'instagram', page: {id: string, name: string} | null, scopedId: string}} facts */
  constructor(fake, { username, login, page, scopedId, ...facts }) {
    super(fake, facts);
    this.username = username;
    this.login = login;
    this.page = page;
    /** What `id` of /me says with the login `instagram`; no webhook ever does. */ this.scopedId = scopedId;
    this.picture = png(50, 50, 60);
    /** The owner's switch: may other tools read and write messages? */ this.messagesAllowed = true;
    /** The account as a person, as its own comments name it. */ this.selfScoped = `980000000000${String(999 - fake.assets.length).padStart(3, '0')}`;
  }
  get tokenProfile() {
    return this.page?.id ?? this.id;
  }
  get mine() {
    return { id: this.id, name: this.name, username: this.username, self_ig_scoped_id: this.selfScoped };
  }
  get participant() {
    return { username: this.username, id: this.id };
  }
  /** By which of its ids its messages are sent. */
  get node() {
    return this.page?.id ?? this.id;
  }
  /** A token lives for 60 days with the login `instagram`; the Page's does not end. @param {import('../meta/app.mjs').App} app @param {string} [value] @param {{until?: number}} [more] */
  addToken(app, value = `${this.login === 'instagram' ? 'IGAA' : 'EAA'}fake${randomBytes(24).toString('hex')}`, more = {}) {
    const token = super.addToken(app, value, { until: this.login === 'instagram' ? this.fake.clock.now() + 60 * day : Infinity, ...more });
    token.scopes = new Set(this.login === 'instagram' ? ['instagram_business_basic', 'instagram_business_manage_messages', 'instagram_business_manage_comments']
      : ['instagram_basic', 'instagram_manage_messages', 'instagram_manage_comments', 'pages_manage_metadata', 'pages_read_engagement', 'pages_show_list']);
    return token;
  }
  /** What comes of signing in, an hour long: to be exchanged. @param {import('../meta/app.mjs').App} app */
  shortToken(app) {
    const token = this.addToken(app, `IGQVfake${randomBytes(24).toString('hex')}`, { until: this.fake.clock.now() + day / 24 });
    token.short = true;
    return token.value;
  }
  pictureUrl() {
    return this.keep(this.picture, 'image/png', 'me.png', 3 * day);
  }
  /** The account. @param {unknown} fields */
  show(fields) {
    const mentioned = (field, name, show) => {
      const id = field.argument?.match(new RegExp(`^${name}=\\(?(\\d+)\\)?$`))?.[1];
      return id ? show(id, field.inner) : undefined;
    };
    return pick(fields, {
      id: this.login === 'instagram' ? this.scopedId : this.id, ...(this.login === 'instagram' ? { user_id: this.id, account_type: 'BUSINESS' } : {}), username: this.username, name: this.name,
      profile_picture_url: () => this.pictureUrl(), followers_count: 312, follows_count: 20, media_count: [...this.fake.posts.values()].filter((one) => one.asset === this).length, biography: undefined, website: undefined,
      mentioned_comment: (field) => mentioned(field, 'comment_id', (id, inner) => {
        const comment = this.fake.wall.get(id);
        if (!comment || comment.removed) throw gone(id);
        return showComment(this.fake, comment, inner);
      }),
      mentioned_media: (field) => mentioned(field, 'media_id', (id, inner) => {
        const media = this.fake.posts.get(id);
        if (!media || media.removed) throw gone(id);
        return pick(inner, { id: media.id, caption: media.caption, media_type: 'IMAGE', media_url: media.url, username: media.by, timestamp: isoTime(media.at), permalink: media.permalink });
      }),
    }, ['id']);
  }
  /** The Page before it. @param {unknown} fields */
  showPage(fields) {
    const inner = { id: this.id, username: this.username, name: this.name, profile_picture_url: () => this.pictureUrl() };
    return pick(fields, {
      id: this.page?.id, name: this.page?.name, link: `https://www.facebook.com/${this.page?.id}`, category: 'Shopping', instagram_business_account: (field) => pick(field.inner, inner),
      connected_instagram_account: (field) => pick(field.inner, inner), picture: undefined, username: undefined,
    }, ['name']);
  }
  /** Publishes. @param {Parameters<typeof mediaOf>[2]} [facts] product FEED, REELS, STORY, AD, LIVE; an advert's ad_id and title */
  addMedia(facts = {}) {
    return mediaOf(this.fake, this, facts);
  }
  /** Comments in the app. Returns the comment's id. @param {{media?: any, parent?: string, text?: string}} [what] */
  comment({ media, parent, text = 'We are here to help.' } = {}) {
    return newComment(this.fake, this, { media, parent, text, person: null }).id;
  }
  /** Mentions a person in a story of its own. @param {any} person @param {Buffer} bytes */
  mentionInStory(person, bytes) {
    return this.writeFromInbox(person, { attachments: [{ type: 'story_mention', payload: { url: this.keep(bytes, 'image/jpeg', 'story.jpg', day) } }] });
  }
  /** A note to oneself. @param {string} text */
  writeToSelf(text) {
    const message = { mid: this.fake.newMid(), text, is_self: true, is_echo: true };
    for (const app of this.fake.apps) {
      if (!this.fake.hears(app, this, this.fake.echoField(this))) continue;
      const event = { sender: { id: this.id }, recipient: { id: this.id }, timestamp: this.fake.stamp(), message };
      void this.fake.deliveryFor(app, this).tell(this.fake.entryOf(this, 'messaging', event, 'messages'));
    }
    return message.mid;
  }
}
