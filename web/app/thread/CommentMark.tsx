/** Under a post: that a message is a comment for everybody to see, or an answer that only its reader got. */
import { r } from '../data/reachWords';
import type { Message } from '../data/types';
import { Icon } from '../ui/icons';
import './CommentMark.css';

/** Where the post is; nothing that is no plain address. */
function postOf(comment: unknown): string {
  const url = (comment as { url?: unknown } | null)?.url;
  return typeof url === 'string' && /^https?:\/\//.test(url) ? url : '';
}
export function CommentMark({ message }: { message: Message }) {
  const { comment, private: aside } = message.content ?? {};
  const url = postOf(comment);
  if (aside === true)
    return (
      <span class="forwarded">
        <Icon name="lock" size="xs" />
        {r('mark.private')}
      </span>
    );
  return (
    <span class="forwarded comment-mark">
      <Icon name="globe" size="xs" />
      {url ? (
        <a href={url} target="_blank" rel="noopener noreferrer" title={r('mark.post')}>
          {r('mark.comment')}
        </a>
      ) : (
        r('mark.comment')
      )}
    </span>
  );
}
