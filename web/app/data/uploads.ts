/** Files on their way up for a composer: progress, cancel, again. */
import { type Signal, signal } from '@preact/signals';
import { type Upload, UploadError, upload } from '../../shared/upload';
import { csrfHeader, query } from './api';
import { draft, setDraft } from './drafts';
import type { Attachment } from './types';

export const largestFile = 25 * 1024 * 1024;
export interface Uploading {
  readonly id: number;
  readonly file: File;
  readonly facts: Readonly<Record<string, number>>;
  readonly stored: ((file: Attachment) => void) | undefined;
  readonly preview: string | null;
  readonly share: Signal<number>;
  /** Why it stopped. */
  readonly trouble: Signal<'too_big' | 'network' | 'refused' | null>;
}
const all = new Map<string, Signal<readonly Uploading[]>>();
const running = new Map<number, Upload<Attachment>>();
/** The place of each stored file, by when it was picked: quick ones do not overtake, an album keeps its order. */
export const picked = new Map<number, number>();
let next = 1;

const place = (conversation: number, note: boolean) => `${conversation}.${note}`;
export function uploads(conversation: number, note: boolean): Signal<readonly Uploading[]> {
  const name = place(conversation, note);
  let found = all.get(name);
  if (!found) {
    found = signal([]);
    all.set(name, found);
  }
  return found;
}

/** `facts`: what the server cannot see in them, for its query. `stored` takes them in place of the draft. */
export function addFiles(
  conversation: number,
  note: boolean,
  files: Iterable<File>,
  facts: Readonly<Record<string, number>> = {},
  stored?: (file: Attachment) => void,
): void {
  const list = uploads(conversation, note);
  for (const file of files) {
    const one: Uploading = {
      id: next++,
      file,
      facts,
      stored,
      preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
      share: signal(0),
      trouble: signal(file.size > largestFile ? 'too_big' : null),
    };
    list.value = [...list.peek(), one];
    if (!one.trouble.peek()) void start(conversation, note, one);
  }
}

export async function start(conversation: number, note: boolean, one: Uploading): Promise<void> {
  one.trouble.value = null;
  const asked = query({ name: one.file.name || 'file', ...one.facts });
  const going = upload<Attachment>(`/api/v1/attachments${asked}`, one.file, csrfHeader(), share => {
    one.share.value = share;
  });
  running.set(one.id, going);
  try {
    const stored = await going.done;
    const at = draft(conversation, note);
    picked.set(stored.id, one.id);
    const turn = (file: Attachment) => picked.get(file.id) ?? 0;
    if (one.stored) one.stored(stored);
    else
      setDraft(conversation, note, {
        attachments: [...at.peek().attachments, stored].sort((a, b) => turn(a) - turn(b)),
      });
    remove(conversation, note, one);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    one.trouble.value =
      error instanceof UploadError && error.status === 413
        ? 'too_big'
        : error instanceof UploadError && error.status >= 400 && error.status < 500
          ? 'refused'
          : 'network';
  } finally {
    running.delete(one.id);
  }
}

export function remove(conversation: number, note: boolean, one: Uploading): void {
  running.get(one.id)?.cancel();
  if (one.preview) URL.revokeObjectURL(one.preview);
  const list = uploads(conversation, note);
  list.value = list.peek().filter(item => item.id !== one.id);
}
