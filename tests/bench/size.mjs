import fs from 'node:fs';
import path from 'node:path';
import { binary, line, round } from './room.mjs';

/** Kilobytes gz that the budgets allow (UX: section 9). */
const budgets = { appJs: 60, appCss: 14, loaderJs: 3, frameJs: 18, frameCss: 3 };

/** Bytes on the wire of an entry, what it imports and its style, by ending. @param {string} folder @param {string} entry @param {string[]} [also] */
function firstLoad(folder, entry, also = []) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  const files = new Set();
  const take = (key) => {
    const chunk = manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) take(other);
  };
  for (const key of [entry, ...also]) take(key);
  return (ending) => [...files].filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + packed(folder, file), 0);
}
const packed = (folder, file) => fs.statSync(path.join(folder, fs.existsSync(path.join(folder, `${file}.gz`)) ? `${file}.gz` : file)).size;

/** What is shipped and what a first visit loads, each against its budget. */
export default async function size() {
  const kb = (what, bytes, floor) => line({ bench: 'size', what, value: round(bytes / 1024, 2), unit: 'KB gz', floor, better: 'less', n: 1 });
  line({ bench: 'size', what: 'binary', value: round(fs.statSync(binary).size / 2 ** 20, 2), unit: 'MiB', n: 1 });
  const dist = path.join(path.dirname(binary), 'web/dist');
  if (!fs.existsSync(dist)) return;
  const app = firstLoad(path.join(dist, 'app'), 'index.html', ['../i18n/en.json']);
  kb('inbox first load JS', app('.js'), budgets.appJs);
  kb('inbox first load CSS', app('.css'), budgets.appCss);
  const widget = path.join(dist, 'widget');
  kb('widget loader JS', packed(widget, 'loader.js'), budgets.loaderJs);
  const frame = firstLoad(widget, 'frame.html', ['../i18n/widget.en.json']);
  kb('widget frame JS', frame('.js'), budgets.frameJs);
  kb('widget frame CSS', frame('.css'), budgets.frameCss);
}
