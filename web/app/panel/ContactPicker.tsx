import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, get, query } from '../data/api';
import { sayError } from '../data/commands';
import { toast } from '../data/toasts';
import type { Contact, Page } from '../data/types';
import { Face } from '../ui/Face';
import { type Choice, Picker } from '../ui/Picker';
import { w } from './words';

const found = signal<readonly Contact[]>([]);
let timer: ReturnType<typeof setTimeout> | undefined;
let asking: AbortController | undefined;
function stop(): void {
  clearTimeout(timer);
  asking?.abort();
}
/** After the typing rests. */
function look(words: string): void {
  stop();
  if (words.trim().length < 2) {
    found.value = [];
    return;
  }
  timer = setTimeout(async () => {
    asking = new AbortController();
    const { signal: gone } = asking;
    try {
      const page = await get<Page<Contact>>(`/contacts${query({ q: words.trim(), limit: 20 })}`, gone);
      if (!gone.aborted) found.value = page.items;
    } catch (error) {
      if (error instanceof ApiError && error.status !== 401) toast(sayError(error), { bad: true });
    }
  }, 150);
}

interface Props {
  except: number;
  anchor: HTMLElement;
  choose: (contact: Contact) => void;
  onClose: () => void;
}
/** Anybody, by name, phone, email or username. */
export function ContactPicker({ except, anchor, choose, onClose }: Props) {
  useEffect(
    () => () => {
      stop();
      found.value = [];
    },
    [],
  );
  const choices: Choice[] = found.value
    .filter(one => one.id !== except)
    .map(one => ({
      id: String(one.id),
      label: one.name,
      detail: one.phone ?? one.email ?? one.identities.find(identity => identity.username)?.username ?? undefined,
      icon: <Face name={one.name} size={22} />,
      run: () => choose(one),
    }));
  return (
    <Picker
      label={w('find')}
      placeholder={w('findHint')}
      choices={[]}
      found={choices}
      onWords={look}
      anchor={anchor}
      onClose={onClose}
    />
  );
}
