import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** Layers stand in the order they are first named, and chunks load in any order: every style sheet names them all first. */
function layerOrder(): Plugin {
  return {
    name: 'layer-order',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css')) {
          file.source = `@layer tokens,base,ui,feature;${file.source}`;
        }
      }
    },
  };
}

/** theme.js runs before the first paint, so it is a plain script in the head; hashed, since assets are kept for ever. */
function themeFirst(): Plugin {
  const source = readFileSync(new URL('app/theme.js', import.meta.url), 'utf8');
  const hashed = `assets/theme-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`;
  return {
    name: 'theme-first',
    transformIndexHtml: {
      order: 'post',
      handler: (_, context) => [
        { tag: 'script', attrs: { src: context.server ? '/theme.js' : `/${hashed}` }, injectTo: 'head-prepend' },
      ],
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: hashed, source });
    },
  };
}

// The page and its assets answer at the root; dist/app is their folder in the binary.
export default defineConfig({
  root: 'app',
  base: '/',
  plugins: [layerOrder(), themeFirst()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/widget': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
});
