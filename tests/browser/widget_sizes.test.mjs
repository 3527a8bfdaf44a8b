// The budgets of the widget: gzip 9 of what stands in dist.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { stage } from './harness.mjs';

const folder = `${stage}/dist/widget/`;
const packed = path => gzipSync(readFileSync(folder + path), { level: 9 }).length;
const assets = (part, end) =>
  readdirSync(`${folder}assets`)
    .filter(name => name.startsWith(part) && name.endsWith(end))
    .map(name => packed(`assets/${name}`));

it('stays in its budgets', () => {
  const loader = packed('loader.js');
  const script = assets('frame', '.js')[0] + Math.max(...assets('widget.', '.js'));
  const style = assets('frame', '.css')[0];
  console.log(
    JSON.stringify({
      loader,
      frame_js_with_language: script,
      frame_css: style,
      first_open: loader + script + style + packed('frame.html'),
    }),
  );
  assert.ok(loader <= 3 * 1024, `loader ${loader}`);
  assert.ok(script <= 18 * 1024, `frame ${script}`);
  assert.ok(style <= 3 * 1024, `style ${style}`);
});

it('has one place for the settings of the site, and the server fills it', () => {
  assert.equal(readFileSync(`${folder}loader.js`, 'utf8').split('__PARLEY_SITE__').length, 2);
});

it('lets no inline script or style into the frame', () => {
  const page = readFileSync(`${folder}frame.html`, 'utf8');
  assert.ok(!/<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/.test(page), page);
  const script = readdirSync(`${folder}assets`)
    .filter(name => name.endsWith('.js'))
    .map(name => readFileSync(`${folder}assets/${name}`, 'utf8'))
    .join();
  assert.ok(!/document\.cookie|\beval\(|new Function/.test(script));
});
