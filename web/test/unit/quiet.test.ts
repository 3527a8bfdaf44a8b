import { describe, expect, it } from 'vitest';
import { isQuiet } from '../../app/data/quiet';

const at = (time: string) => new Date(`2026-11-26T${time}:00`);

describe('quiet hours', () => {
  it('are none unless somebody wants some', () => {
    expect(isQuiet(null, at('03:00'))).toBe(false);
  });
  it('begin with their first minute and end with their last', () => {
    const lunch = { from: '12:00', to: '13:30' };
    const found = ['11:59', '12:00', '13:29', '13:30'].map(time => isQuiet(lunch, at(time)));
    expect(found).toEqual([false, true, true, false]);
  });
  it('go over midnight', () => {
    const night = { from: '22:00', to: '07:00' };
    const found = ['21:59', '22:00', '23:59', '00:00', '06:59', '07:00', '12:00'].map(time => isQuiet(night, at(time)));
    expect(found).toEqual([false, true, true, true, true, false, false]);
  });
});
