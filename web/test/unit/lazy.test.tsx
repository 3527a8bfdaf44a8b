import { render } from 'preact';
import { describe, expect, it, vi } from 'vitest';
import { lazy } from '../../app/ui/lazy';

// The words are at hand, so that what is painted comes before what follows it.
vi.mock('../../app/data/words', () => ({ wantWords: async () => undefined }));

const View = () => <p>here</p>;

describe('a view in a chunk of its own', () => {
  it('is shown when its code comes between its first painting and what follows that', async () => {
    let come: (view: typeof View) => void = () => undefined;
    // Asked for twice it is one chunk, as with import().
    const chunk = new Promise<typeof View>(done => (come = done));
    const Late = lazy(() => chunk);
    const page = document.createElement('div');
    const hovered = Late.preload();
    render(<Late />, page);
    expect(page.textContent).toBe('');
    come(View);
    await hovered;
    await vi.waitFor(() => expect(page.textContent).toBe('here'));
  });
  it('stands in with what it is given meanwhile', async () => {
    const Late = lazy<{ name: string }>(
      async () =>
        ({ name }) => <b>{name}</b>,
      ({ name }) => <i>{name}</i>,
    );
    const page = document.createElement('div');
    render(<Late name="Anna" />, page);
    expect(page.innerHTML).toBe('<i>Anna</i>');
    await vi.waitFor(() => expect(page.innerHTML).toBe('<b>Anna</b>'));
  });
});
