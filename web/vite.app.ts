import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { emojiNames } from './vite.emoji';

const hashOf = (text: string | Uint8Array) => createHash('sha256').update(text).digest('base64url').slice(0, 8);

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
  const hashed = `assets/theme-${hashOf(source)}.js`;
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

/** What makes it an app of its own on a desk or a phone: a manifest and its pictures, hashed as all assets are. */
function installable(): Plugin {
  const picture = (name: string) => {
    const bytes = readFileSync(new URL(`app/icons/${name}.png`, import.meta.url));
    return { bytes, file: `assets/icon-${name}-${hashOf(bytes)}.png` };
  };
  const pictures = { small: picture('192'), large: picture('512'), cut: picture('maskable'), apple: picture('apple') };
  const icon = (file: string, sizes: string, purpose: string) => ({
    src: `/${file}`,
    sizes,
    type: 'image/png',
    purpose,
  });
  const manifest = JSON.stringify({
    id: '/',
    name: 'Parley',
    short_name: 'Parley',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#1a6652',
    theme_color: '#1a6652',
    icons: [
      icon(pictures.small.file, '192x192', 'any'),
      icon(pictures.large.file, '512x512', 'any'),
      icon(pictures.cut.file, '512x512', 'maskable'),
    ],
  });
  const hashed = `assets/app-${hashOf(manifest)}.webmanifest`;
  return {
    name: 'installable',
    transformIndexHtml: {
      order: 'post',
      handler: (_, context) =>
        context.server
          ? []
          : [
              { tag: 'link', attrs: { rel: 'manifest', href: `/${hashed}` }, injectTo: 'head' },
              { tag: 'link', attrs: { rel: 'apple-touch-icon', href: `/${pictures.apple.file}` }, injectTo: 'head' },
            ],
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: hashed, source: manifest });
      for (const { bytes, file } of Object.values(pictures))
        this.emitFile({ type: 'asset', fileName: file, source: bytes });
    },
  };
}

/**
 * Which build this is: the server says the same by its socket, so that a page that is left open learns of a newer one.
 * Whatever changes has another name, and all names are in it.
 */
function buildMark(): Plugin {
  return {
    name: 'build-mark',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler: (html, context) => {
        const names = Object.keys(context.bundle ?? {}).sort();
        return [
          {
            tag: 'meta',
            attrs: { name: 'parley-build', content: hashOf(`${html}\n${names.join('\n')}`) },
            injectTo: 'head',
          },
        ];
      },
    },
  };
}

const base =
  /node_modules\/(@?preact|wouter)|\/shared\/(?!ogg|recording)|\/app\/data\/(api|auth|clock|commands|drafts|outbox|settings|socket|toasts|uploads|words|store\/(conversations|events|filter|lists|people|seq|threads|views))\.ts|\/app\/(keys\.ts|ui\/(Dialog|Face|icons|Menu|Waiting|place|lazy|media|Text)|inbox\/(Nav|Shortcuts|filterNames)|thread\/snooze|composer\/(variables|post|takeBack))/;

// The page and its assets answer at the root; dist/app is their folder in the binary.
export default defineConfig({
  root: 'app',
  base: '/',
  plugins: [layerOrder(), themeFirst(), installable(), buildMark(), emojiNames()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    rolldownOptions: {
      output: {
        // What every view uses is one file: in a dozen, each would be named again in each chunk that is loaded later.
        codeSplitting: { groups: [{ name: 'base', test: base }] },
      },
    },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/widget': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
});
