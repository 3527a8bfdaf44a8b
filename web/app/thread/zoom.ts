/** A picture under a hand: how large it is, and how far from its place. Lengths are pixels from the middle of the screen. Pure. */
export interface Look {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}
export const whole: Look = { scale: 1, x: 0, y: 0 };
const most = 8;

/** Larger or smaller; what is under `at` stays there. */
export function zoomed(look: Look, factor: number, at: Point): Look {
  const scale = Math.min(most, look.scale * factor);
  if (scale <= 1) return whole;
  const by = scale / look.scale;
  return { scale, x: at.x - (at.x - look.x) * by, y: at.y - (at.y - look.y) * by };
}

/** Not past its own edge: as far as there is more of it to see. `picture`: its size when whole. */
export function kept(look: Look, picture: Size, screen: Size): Look {
  const within = (value: number, length: number, room: number) => {
    const over = Math.max(0, (length * look.scale - room) / 2);
    return Math.min(over, Math.max(-over, value));
  };
  return {
    scale: look.scale,
    x: within(look.x, picture.width, screen.width),
    y: within(look.y, picture.height, screen.height),
  };
}
