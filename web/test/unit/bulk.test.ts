import { describe, expect, it } from 'vitest';
import { closeAll, stepsOf, tagAll, waysBack } from '../../app/data/bulk';

const before = {
  status: 'open',
  snoozed_until: null,
  assignee_id: null,
  unread: 0,
  priority: 0,
  tags: [],
  stage_id: null,
} as const;
const item = (id: number, more: object = {}) => ({ id, before: { ...before, tags: [...before.tags], ...more } });
const keys = () => {
  let n = 0;
  return () => `k${n++}`;
};

describe('an act on many', () => {
  it('goes in requests of 200, each with its own key', () => {
    const ids = Array.from({ length: 450 }, (_, i) => i + 1);
    const steps = stepsOf([{ ids, body: { status: 'closed' } }], keys());
    expect(steps.map(step => [step.key, step.ids.length, step.ids[0]])).toEqual([
      ['k0', 200, 1],
      ['k1', 200, 201],
      ['k2', 50, 401],
    ]);
  });
  it('is taken back to what each was before', () => {
    const items = [item(1), item(2, { status: 'closed' }), item(3, { status: 'snoozed', snoozed_until: 'later' })];
    expect(waysBack(items, closeAll(3).undo)).toEqual([
      { body: { status: 'open' }, ids: [1] },
      { body: { status: 'snoozed', snoozed_until: 'later' }, ids: [3] },
    ]);
    expect(stepsOf(waysBack(items, closeAll(3).undo), keys())).toHaveLength(2);
  });
  it('says how it is made again', () => {
    expect(closeAll(3).again).toEqual(['closeAll', 3]);
    expect(tagAll(2, 'Wholesale', true).again).toEqual(['tagAll', 2, 'Wholesale', true]);
    expect(JSON.parse(JSON.stringify(tagAll(2, 'Wholesale', true).again))).toEqual(['tagAll', 2, 'Wholesale', true]);
  });
});
