/** Texts that are used again: asked for when a picker shows them, and again when they change. */
import { signal } from '@preact/signals';
import { call, get, patch, post } from '../api';
import type { Page, Template } from '../types';
import { onEvent } from './events';

export const templates = signal<readonly Template[] | null>(null);

export async function loadTemplates(): Promise<void> {
  templates.value = (await get<Page<Template>>('/templates')).items;
}
onEvent(event => {
  if (event.type === 'templates.updated' && templates.peek()) void loadTemplates().catch(() => undefined);
});

export type TemplateChange = Pick<Template, 'title' | 'shortcut' | 'text' | 'folder' | 'scope'>;
export async function saveTemplate(id: number | null, change: TemplateChange): Promise<void> {
  if (id === null) await post('/templates', change);
  else await patch(`/templates/${id}`, change);
  await loadTemplates();
}
export async function deleteTemplate(id: number): Promise<void> {
  await call('DELETE', `/templates/${id}`);
  await loadTemplates();
}
export function countUse(template: Template): void {
  templates.value = (templates.peek() ?? []).map(one =>
    one.id === template.id ? { ...one, used: one.used + 1 } : one,
  );
  post(`/templates/${template.id}/used`).catch(() => undefined);
}
