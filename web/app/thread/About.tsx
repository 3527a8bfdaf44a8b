/** What a message is about, beside its words: a post or story, a product, what was quoted and is not here, what was filled in. */
import { r } from '../data/reachWords';
import type { Message } from '../data/types';
import { Icon } from '../ui/icons';
import './About.css';
import { CommentMark } from './CommentMark';

const members = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

export function About({ message }: { message: Message }) {
  const product = words(message.content?.product);
  const form = message.content?.form;
  const quoted = members(message.content?.quoted);
  const said = words(quoted.text);
  return (
    <>
      <CommentMark message={message} />
      {product && (
        <span class="forwarded">
          <Icon name="tag" size="xs" />
          {r('about.product', { id: product })}
        </span>
      )}
      {!message.reply_to && (said || quoted.story === true) && (
        <span class="quote">
          <b class="cut">{words(quoted.author)}</b>
          <span class="cut">{said || r('shared.story')}</span>
        </span>
      )}
      {Array.isArray(form) && form.length > 0 && (
        <dl class="answers">
          {form.map(members).map((answer, i) => (
            <div key={i}>
              <dt>{words(answer.name)}</dt>
              <dd>{words(answer.value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
