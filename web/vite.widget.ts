import { cpSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { build, defineConfig, type Plugin } from 'vite';
import { emojiNames } from './vite.emoji';
import { emojiGroups } from './widget/emoji';

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** The loader's one word, so that it does not carry the catalogues. */
function loaderWords(): Plugin {
  const file = '\0words.gen';
  return {
    name: 'loader-words',
    resolveId: id => (id.endsWith('/words.gen') ? file : undefined),
    load(id) {
      if (id !== file) return undefined;
      const words: Record<string, unknown> = {};
      for (const language of ['en', 'ru', 'pl']) {
        const path = here(`./i18n/widget.${language}.json`);
        this.addWatchFile(path);
        words[language] = JSON.parse(readFileSync(path, 'utf8')).loader.chat;
      }
      return `export const words = ${JSON.stringify(words)};`;
    },
  };
}

/** The style sheet in the script: line ends mean nothing there. */
const packedStyle: Plugin = {
  name: 'packed-style',
  transform: (code, id) =>
    id.endsWith('loader.css.ts') ? code.replace(/([;{},>])\n/g, '$1').replace(/`\n/, '`') : undefined,
};

/** The frame's lazy parts bring no styles of their own: Vite's helper for that (1.3 KB) is not needed. */
const plainImport: Plugin = {
  name: 'plain-import',
  enforce: 'pre',
  load: id => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = load => load();' : undefined),
};

/** Tokens nothing asks for stay behind. */
const prunedTokens: Plugin = {
  name: 'pruned-tokens',
  generateBundle(_, bundle) {
    const sheets = Object.values(bundle).filter(file => file.type === 'asset' && file.fileName.endsWith('.css'));
    const sources = sheets.map(file => `${'source' in file && file.source}`).join();
    for (const file of sheets) {
      if (file.type !== 'asset') continue;
      file.source = `${file.source}`.replace(/(--[\w-]+):[^;{}]*;?/g, (whole, name) =>
        sources.includes(`var(${name})`) ? whole : '',
      );
    }
  },
};

/** The loader is one classic script with a fixed name: the server puts a site's settings in it. */
const loader: Plugin = {
  name: 'loader',
  async closeBundle() {
    await build({
      configFile: false,
      logLevel: 'warn',
      plugins: [loaderWords(), packedStyle],
      build: {
        outDir: here('./dist/loader'),
        emptyOutDir: true,
        target: 'es2020',
        rollupOptions: { input: here('./widget/loader.ts'), output: { format: 'iife', entryFileNames: 'loader.js' } },
      },
    });
    renameSync(here('./dist/loader/loader.js'), here('./dist/widget/loader.js'));
    rmSync(here('./dist/loader'), { recursive: true });
    rmSync(here('./dist/demo'), { recursive: true, force: true });
    mkdirSync(here('./dist/demo'), { recursive: true });
    cpSync(here('./demo-site'), here('./dist/demo'), { recursive: true });
  },
};

export default defineConfig({
  root: here('./widget'),
  base: '/widget/',
  plugins: [plainImport, prunedTokens, loader, emojiNames(emojiGroups.flatMap(([, all]) => all))],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: here('./dist/widget'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    manifest: 'manifest.json',
    rollupOptions: { input: here('./widget/frame.html') },
  },
});
