const shapes = {
  down: 'M7 10l5 5 5-5',
  next: 'M10 7l5 5-5 5',
  clip: 'M19.8 11.4l-7.9 7.9a5 5 0 0 1-7-7l8.2-8.2a3.4 3.4 0 0 1 4.8 4.8l-8 8a1.8 1.8 0 0 1-2.6-2.5l7.3-7.3',
  send: 'M12 19V5M6 11l6-6 6 6',
  clock: 'M12 20.2a8.2 8.2 0 1 0 0-16.4 8.2 8.2 0 0 0 0 16.4ZM12 7.6V12l3 2',
  sent: 'M5 12.7l4 4L18 8',
  read: 'M2.5 12.7l4 4L14 9.2M10.8 16l.7.7 8-8.2',
  alert: 'M12 4.5 21 19.5H3L12 4.5ZM12 10v4.5M12 17v.01',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  chat: 'M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z',
} as const;
export type IconName = keyof typeof shapes;

export function Icon({ name, small }: { name: IconName; small?: boolean }) {
  return <Path shape={shapes[name]} small={small} />;
}

/** Of a part that comes later and brings its own shapes. */
export function Path({ shape, small }: { shape: string; small?: boolean | undefined }) {
  return (
    <svg class={small ? 'ic s' : 'ic'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shape} />
    </svg>
  );
}
