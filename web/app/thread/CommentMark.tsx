/** Under a post: that a message is a comment for everybody to see, or an answer that only its reader got. In a chat: which story or
 * post it is about. */
import { r } from '../data/reachWords';
import { conversationSignal } from '../data/store/conversations';
import type { Message } from '../data/types';
import { Icon } from '../ui/icons';
import './CommentMark.css';

/** Where the post is; nothing that is no plain address. */
function postOf(comment: unknown): string {
  const url = (comment as { url?: unknown } | null)?.url;
  return typeof url === 'string' && /^https?:\/\//.test(url) ? url : '';
}
/** In the platform's words: ig_story, ig_reel, share ... */
function kindOf(shared: unknown): 'story_reply' | 'story_mention' | 'story' | 'reel' | 'post' {
  const what = String((shared as { what?: unknown } | null)?.what ?? '').replace(/^ig_/, '');
  return what === 'story_reply' || what === 'story_mention' || what === 'story' || what === 'reel' ? what : 'post';
}
const placeOf = (message: Message) =>
  conversationSignal(message.conversation_id)?.value.channel.kind === 'instagram' ? 'Instagram' : 'Facebook';

export function CommentMark({ message }: { message: Message }) {
  const { comment, private: aside, shared, hidden } = message.content ?? {};
  const url = postOf(comment);
  const story = kindOf(shared) === 'story_reply' ? postOf(shared) : '';
  if (aside === true)
    return (
      <span class="forwarded">
        <Icon name="lock" size="xs" />
        {r('mark.private')}
      </span>
    );
  if (!comment && !shared) return null;
  if (!comment)
    return (
      <span class="forwarded comment-mark">
        <Icon name="forward" size="xs" />
        {story ? (
          <a href={story} target="_blank" rel="noopener noreferrer">
            {r(`shared.${kindOf(shared)}`)}
          </a>
        ) : (
          r(`shared.${kindOf(shared)}`)
        )}
      </span>
    );
  const words = r((shared as { what?: unknown } | null)?.what === 'mention' ? 'mark.mention' : 'mark.comment');
  return (
    <span class={`forwarded comment-mark ${hidden === true ? 'comment-hidden' : ''}`}>
      <Icon name={hidden === true ? 'eye' : 'globe'} size="xs" />
      {url ? (
        <a href={url} target="_blank" rel="noopener noreferrer" title={r('mark.post')}>
          {words}
        </a>
      ) : (
        words
      )}
      {hidden === true && <b>{r('moderate.hidden', { place: placeOf(message) })}</b>}
    </span>
  );
}
