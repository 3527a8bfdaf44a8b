import { describe, expect, it } from 'vitest';
import { pointIn } from '../../app/composer/maps';

const warsaw = { latitude: 52.2297, longitude: 21.0122 };

describe('where a pasted text points to', () => {
  it.each([
    '52.2297, 21.0122',
    ' 52.2297 21.0122 ',
    '52,2297; 21,0122',
    '52,2297, 21,0122',
    '52.2297° N, 21.0122° E',
    'geo:52.2297,21.0122?z=16',
    'https://www.google.com/maps/@52.2297,21.0122,15z',
    'https://www.google.com/maps/place/Shop/@50.1,20.2,17z/data=!3m1!4b1!4m5!8m2!3d52.2297!4d21.0122',
    'https://maps.google.com/?q=52.2297,21.0122',
    'https://www.google.com/maps/search/?api=1&query=52.2297%2C21.0122',
    'https://www.openstreetmap.org/#map=16/52.2297/21.0122',
    'https://www.openstreetmap.org/?mlat=52.2297&mlon=21.0122#map=5/50.1/20.2',
    'https://yandex.ru/maps/213/moscow/?ll=21.0122%2C52.2297&z=16',
    'https://yandex.com/maps/?pt=21.0122,52.2297&z=16',
    'https://maps.apple.com/?ll=52.2297,21.0122',
    'https://maps.apple.com/place?coordinate=52.2297,21.0122&name=Shop',
  ])('%s', text => expect(pointIn(text)).toEqual(warsaw));

  it('knows the south and the west', () => {
    expect(pointIn('-33.8688, -151.2093')).toEqual({ latitude: -33.8688, longitude: -151.2093 });
    expect(pointIn('0, 0')).toEqual({ latitude: 0, longitude: 0 });
    expect(pointIn('52, 21')).toEqual({ latitude: 52, longitude: 21 });
  });
  it.each(['', 'the shop', '52.2297', '91, 21', '52.2, 181', 'https://maps.app.goo.gl/abc', '48 600 100 200'])(
    'says that there is none in "%s"',
    text => expect(pointIn(text)).toBe(null),
  );
});
