/**
 * From one brand colour to those the widget needs on light ground, each text at 4.5:1 or better (WCAG 2.2, 1.4.3). On dark
 * ground the style sheet raises the same colour to a lightness that carries dark text and stands out at more than that.
 */
export type Rgb = readonly [number, number, number];

export interface Brand {
  /** Ground of buttons and own bubbles, the text on it, and the ground under the pointer. */
  readonly fill: string;
  readonly on: string;
  readonly hover: string;
  /** The brand as text or icon on the widget's surfaces. */
  readonly text: string;
}

const house: Rgb = [26, 102, 82];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** The least favourable ground text in the brand's colour stands on: surface-3. */
const ground: Rgb = [233, 238, 235];

/** `#rgb` or `#rrggbb`. */
export function parseColor(text: string): Rgb | undefined {
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (!hex) return undefined;
  const value = Number.parseInt(hex.length === 3 ? hex.replace(/./g, '$&$&') : hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function luminance(color: Rgb): number {
  const linear = (part: number) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
}

export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x / y, y / x);
}

function mix(color: Rgb, other: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2) => Math.round(color[i] + (other[i] - color[i]) * share);
  return [part(0), part(1), part(2)];
}

/** White where it reads; elsewhere black does, for no colour fails both. */
export function textOn(color: Rgb): Rgb {
  return contrast(color, white) >= 4.5 ? white : black;
}

/** The colour, darkened as far as text on light ground needs. */
export function readable(color: Rgb): Rgb {
  let share = 0;
  while (contrast(mix(color, black, share), ground) < 4.5) share += 0.02;
  return mix(color, black, share);
}

const css = (color: Rgb) => `rgb(${color})`;

export function brand(text: string): Brand {
  const fill = parseColor(text) ?? house;
  const on = textOn(fill);
  // Away from the text on it, so that the contrast can only grow.
  const hover = mix(fill, on === white ? black : white, 0.16);
  return { fill: css(fill), on: css(on), hover: css(hover), text: css(readable(fill)) };
}
