import { png } from '../telegram/files.mjs';
import { Asset } from '../meta/asset.mjs';
import { pick } from '../meta/fields.mjs';
import { feed, newComment } from './comments.mjs';

/** A Facebook Page. */
export class Page extends Asset {
  /** @param {import('./server.mjs').MessengerFake} fake @param {{id: string, name: string}} facts */
  constructor(fake, facts) {
    super(fake, facts);
    this.username = '';
    this.picture = png(50, 50, 60);
    this.category = 'Shopping';
  }
  /** @param {unknown} fields */
  show(fields) {
    const picture = () => ({ data: { height: 50, width: 50, is_silhouette: false, url: this.keep(this.picture, 'image/png', 'page.png') } });
    return pick(fields, {
      id: this.id, name: this.name, username: this.username || undefined, category: this.category, about: undefined, link: `https://www.facebook.com/${this.id}`, picture, fan_count: 0,
      instagram_business_account: undefined, is_published: true, tasks: undefined,
    }, ['name']);
  }
  /** @param {{id?: string, text?: string, ad?: boolean}} [facts] the second half of the id may be given; an ad's post is dark */
  addPost({ id, text = 'A new season has come.', ad = false } = {}) {
    const post = { id: `${this.id}_${id ?? 900 + 100 * this.fake.posts.size}`, page: this, asset: this, text, ad, at: this.fake.clock.now() };
    this.fake.posts.set(post.id, post);
    return post;
  }
  /** The Page comments in the app, not through ours. Returns the comment's id. @param {{post?: any, parent?: string, text?: string}} [what] */
  comment({ post, parent, text = 'We are here to help.' } = {}) {
    return newComment(this.fake, this, { post, parent, text, from: this.mine, person: null }).id;
  }
  /** Hides somebody's comment in the app, or shows it again. @param {string} id @param {boolean} [hidden] */
  hide(id, hidden = true) {
    const comment = this.fake.wall.get(id);
    comment.hidden = hidden;
    void feed(this.fake, comment, hidden ? 'hide' : 'unhide');
  }
  /** The platform warns, or shuts the Page off. @param {'warning' | 'block' | 'unblock'} action @param {string} [reason] */
  enforce(action, reason = 'The bot violated our Platform Policies.') {
    this.restricted = action === 'block';
    for (const app of this.fake.apps) {
      if (!this.fake.hears(app, this, 'messaging_policy_enforcement')) continue;
      const event = { recipient: { id: this.id }, timestamp: this.fake.stamp(), policy_enforcement: { action, ...(action === 'unblock' ? {} : { reason }) } };
      void this.fake.deliveryOf(app).tell(this.fake.entryOf(this, 'messaging', event, 'messaging_policy_enforcement'));
    }
  }
}
