import { describe, expect, it } from 'vitest';
import { money, readAmount, typedAmount } from '../../app/panel/money';

describe('an amount', () => {
  it.each([
    ['5490', 549000],
    ['5 490', 549000],
    ['5\u00A0490,50', 549050],
    ['5,490.50', 549050],
    ['5.490,50', 549050],
    ["5'490.5", 549050],
    ['5,490', 549000],
    ['5.490', 549000],
    ['1,234,567', 123456700],
    ['1.234.567,8', 123456780],
    ['0', 0],
    ['0,99', 99],
  ])('%s is read as people write it', (text, minor) => {
    expect(readAmount(text, 'PLN')).toBe(minor);
  });
  it.each(['', '-5', 'five', '5,4901', '5..4', '1,23,456', '12.', '99999999999999999', '5e3'])('%s is none', text => {
    expect(readAmount(text, 'EUR')).toBeUndefined();
  });
  it('has as many digits as its currency', () => {
    expect(readAmount('1500', 'JPY')).toBe(1500);
    expect(readAmount('1,500', 'JPY')).toBe(1500);
    expect(readAmount('1.500', 'KWD')).toBe(1500);
    expect(readAmount('1.5', 'JPY')).toBeUndefined();
  });
  it('is shown without zeros and typed without marks', () => {
    expect(money(549000, 'EUR', 'en')).toBe('€5,490');
    expect(money(549050, 'EUR', 'en')).toBe('€5,490.50');
    expect(typedAmount(549050, 'PLN', 'pl')).toBe('5490,50');
    expect(typedAmount(549000, 'PLN', 'pl')).toBe('5490');
    for (const language of ['en', 'ru', 'pl'])
      expect(readAmount(typedAmount(123456, 'PLN', language), 'PLN')).toBe(123456);
  });
});
