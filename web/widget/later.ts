/** The style of all that comes later: by its address, since the frame's policy lets no inline style in. */
import href from './style/later.css?url';

export const ready = new Promise(done => {
  document.head.append(
    Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: done, onerror: done }),
  );
});
