/** Whether answers may go for a week: what Meta calls Human Agent. */
import { m } from './metaWords';
import { Switch } from './parts';
import { s } from './words';

export function HumanAgent({ on, onTurn }: { on: boolean; onTurn: (on: boolean) => void }) {
  return <Switch name="human_agent" label={s('channels.humanAgent')} hint={m('agentHint')} on={on} onTurn={onTurn} />;
}
