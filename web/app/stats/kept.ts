/** What the report was last narrowed to, as its address has it: one finds it so again, on every device. */
import { session } from '../data/api';
import { like } from '../data/preferences';

/** Since the log-in. */
const changed = new Map<number, string>();
const mine = () => session.peek()?.user.id ?? 0;

export const keptQuestion = (): string => changed.get(mine()) ?? session.peek()?.preferences?.report ?? '';
export function keepQuestion(question: string): void {
  if (question === keptQuestion()) return;
  changed.set(mine(), question);
  like({ report: question });
}
