/** Made by vite.widget.ts from `loader.chat` of the catalogues. */
export const words: Readonly<Record<'en' | 'ru' | 'pl', string>>;
