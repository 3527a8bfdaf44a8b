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

// Addresses of the built files are their places in the binary: /app/...; the page itself answers at / and every route.
export default defineConfig({
  root: 'app',
  base: '/app/',
  plugins: [layerOrder()],
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
