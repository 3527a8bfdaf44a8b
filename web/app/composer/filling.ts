/** What stands in the places of an approved template, and how it reads then. */
import type { ChannelTemplate } from '../data/types';

export interface Filling {
  readonly header: readonly string[];
  readonly body: readonly string[];
  readonly buttons: readonly string[];
}

const withPlaces = (template: ChannelTemplate) => template.parts.buttons.filter(one => one.places.length > 0);

export const emptyFilling = (template: ChannelTemplate): Filling => ({
  header: (template.parts.header?.places ?? []).map(() => ''),
  body: template.parts.body.places.map(() => ''),
  buttons: withPlaces(template).map(() => ''),
});

/** The kind of file it begins with; null when it begins with words, or at once. */
export function fileOf(template: ChannelTemplate): 'image' | 'video' | 'document' | null {
  const format = template.parts.header?.format;
  return format === 'image' || format === 'video' || format === 'document' ? format : null;
}

/** A place that is still empty stays as it is written. */
export function filled(text: string, places: readonly { name: string }[], values: readonly string[]): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name) => {
    const value = values[places.findIndex(place => place.name === name)];
    return value?.trim() ? value : whole;
  });
}

export function preview(template: ChannelTemplate, filling: Filling): string {
  const { header, body, footer } = template.parts;
  return [
    header?.format === 'text' ? filled(header.text, header.places, filling.header) : '',
    filled(body.text, body.places, filling.body),
    footer ?? '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Every place to be filled in, in the order in which it is read. */
export function placesOf(template: ChannelTemplate) {
  const { header, body } = template.parts;
  return [
    ...(header?.places ?? []).map((place, i) => ({
      part: 'header' as const,
      i,
      name: place.name,
      example: place.example,
    })),
    ...body.places.map((place, i) => ({ part: 'body' as const, i, name: place.name, example: place.example })),
    ...withPlaces(template).map((button, i) => ({ part: 'buttons' as const, i, name: button.text, example: '' })),
  ];
}
