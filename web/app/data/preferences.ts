/** What a person likes, kept on the server: the same on every device. */
import { signal } from '@preact/signals';
import { patch } from './api';
import { density } from './settings';
import type { Preferences } from './types';

export const quietHours = signal<Preferences['quiet_hours']>(null);

export function keepPreferences(all: Preferences): void {
  density.value = all.density;
  quietHours.value = all.quiet_hours;
}
/** Taken at once; when the server does not take it, it holds in this browser. */
export function like(part: Partial<Preferences>): void {
  patch<Preferences>('/me/preferences', part).then(keepPreferences, () => undefined);
}
export function likeDensity(value: Preferences['density']): void {
  density.value = value;
  like({ density: value });
}
export function likeQuietHours(value: Preferences['quiet_hours']): void {
  quietHours.value = value;
  like({ quiet_hours: value });
}
