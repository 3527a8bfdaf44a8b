/** Our own set: 24 px, one path each, 1.75 stroke. */
const paths = {
  inbox:
    'M4 13l2.4-7.2A2 2 0 0 1 8.3 4.5h7.4a2 2 0 0 1 1.9 1.3L20 13M4 13v4.5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V13M4 13h4.5l1.5 2.5h4l1.5-2.5H20',
  flag: 'M6 20.5V4.5M6 5.2h11l-2 3.8 2 3.8H6',
  clock: 'M12 20.2a8.2 8.2 0 1 0 0-16.4 8.2 8.2 0 0 0 0 16.4ZM12 7.6V12l3 2',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  globe:
    'M12 20.2a8.2 8.2 0 1 0 0-16.4 8.2 8.2 0 0 0 0 16.4ZM3.8 12h16.4M12 3.8c2.4 2.2 3.6 5 3.6 8.2s-1.2 6-3.6 8.2c-2.4-2.2-3.6-5-3.6-8.2s1.2-6 3.6-8.2Z',
  archive: 'M4 5h16v4H4zM5.5 9v10.500h13V9M10 13h4',
  chart: 'M4.5 19.5h15M7 16v-4.5M12 16V6.500M17 16V9.500',
  search: 'M10.8 17.5a6.7 6.7 0 1 0 0-13.4 6.7 6.7 0 0 0 0 13.4ZM15.8 15.800 20 20',
  check: 'M5 12.5l4.4 4.4L19 7.3',
  read: 'M2.5 12.7l4 4L14 9.2M10.8 16l.7.7 8-8.2',
  down: 'M7 10l5 5 5-5',
  back: 'M14.5 6l-6 6 6 6',
  forward: 'M9.500 6l6 6-6 6',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  clip: 'M19.8 11.4l-7.9 7.9a5 5 0 0 1-7-7l8.2-8.2a3.400 3.400 0 0 1 4.8 4.800l-8 8a1.800 1.800 0 0 1-2.600-2.500l7.300-7.300',
  warn: 'M12 4.500 21 19.500H3L12 4.500ZM12 10v4.500M12 17v.01',
  bolt: 'M13 3.5 5.500 13.600H11l-1 6.900 7.500-10.100H12l1-6.900Z',
  note: 'M6 4.500h8.500L18.500 8.500V18a1.500 1.500 0 0 1-1.500 1.500H6A1.500 1.500 0 0 1 4.500 18V6A1.500 1.500 0 0 1 6 4.500ZM8 12h7M8 15.500h4.500',
  lock: 'M6.500 11h11v8.500h-11zM8.800 11V8.200a3.200 3.200 0 0 1 6.400 0V11',
  file: 'M7 3.800h6.500L18 8.300v11.900H7zM13.300 4v4.500H18',
  phone:
    'M6.200 4.500h2.600l1.500 3.900-1.900 1.300a11 11 0 0 0 5.400 5.400l1.300-1.900 3.900 1.500v2.600a1.900 1.900 0 0 1-2.100 1.900A14.800 14.800 0 0 1 4.300 6.600a1.900 1.900 0 0 1 1.900-2.100Z',
  mail: 'M4.500 6h15v12h-15zM4.800 6.500 12 12.500l7.200-6',
  person:
    'M12 12a3.800 3.800 0 1 0 0-7.600A3.800 3.800 0 0 0 12 12ZM4.800 20c.6-3.600 3.500-5.600 7.200-5.600s6.600 2 7.200 5.600',
  eye: 'M3 12s3.200-6 9-6 9 6 9 6-3.200 6-9 6-9-6-9-6ZM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  pin: 'M12 20.500s6.500-5.600 6.500-10.300A6.500 6.500 0 0 0 5.500 10.200c0 4.700 6.500 10.300 6.500 10.300ZM12 12.500a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600Z',
  reply: 'M9.500 6 4.500 11l5 5M4.500 11h9a6 6 0 0 1 6 6v1',
  again: 'M19 12a7 7 0 1 1-2.100-5M19.500 4v4h-4',
  play: 'M8 5.500v13l10.500-6.500z',
  pause: 'M8.500 5.500v13M15.500 5.500v13',
  panel: 'M4 5.500h16v13H4zM14.500 5.500v13',
  send: 'M4.500 12 19.500 5l-4 14.500-4-6zM11.500 13.500 19.500 5',
  globeLink:
    'M10 14a4 4 0 0 0 6 .4l2.400-2.400a4 4 0 0 0-5.700-5.700l-1.300 1.300M14 10a4 4 0 0 0-6-.4L5.600 12a4 4 0 0 0 5.700 5.700l1.300-1.300',
  download: 'M12 5v14M6 13l6 6 6-6',
  keyboard: 'M3.500 6.500h17v11h-17zM7 10h.01M10.500 10h.01M14 10h.01M17.500 10h.01M7 14h10',
  trash: 'M5.500 7h13M9.500 7V5h5v2M7 7l.8 12.500h8.400L17 7',
  plus: 'M12 5.500v13M5.500 12h13',
  sun: 'M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM12 4v1.500M12 18.500V20M4 12h1.500M18.500 12H20M6.300 6.300l1.100 1.100M16.600 16.600l1.100 1.100M6.300 17.700l1.100-1.100M16.600 7.400l1.100-1.100',
  out: 'M14 5H6v14h8M10.500 12H20M16.500 8.500 20 12l-3.500 3.500',
  dot: 'M12 12h.01',
  tag: 'M4.500 12.500V5a.5.5 0 0 1 .5-.5h7.500l7 7a1.500 1.500 0 0 1 0 2.100l-5.900 5.900a1.500 1.500 0 0 1-2.100 0zM8.500 8.500h.01',
  filter: 'M4.500 6.500h15M7.500 12h9M10.500 17.500h3',
  at: 'M15.500 12a3.500 3.500 0 1 1-7 0 3.500 3.500 0 0 1 7 0Zm0 0v1.500a2.300 2.300 0 0 0 4.600 0V12a8.100 8.100 0 1 0-3.200 6.500',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name, size = 'm' }: { name: IconName; size?: 'm' | 's' | 'xs' }) {
  return (
    <svg class={`icon icon-${size}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

const marks: Readonly<Record<string, string>> = {
  telegram: 'M4.5 12 19.5 5.5 16.5 19l-5-4.5-2 2.5-.5-4.5z',
  email: 'M4 6.5h16v11H4zM4.500 7l7.500 6 7.500-6',
  instagram:
    'M7.5 4.5h9a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-9a3 3 0 0 1-3-3v-9a3 3 0 0 1 3-3ZM12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM16.800 7.200v.01',
  whatsapp: 'M5 19l1-3.500a7 7 0 1 1 2.700 2.600zM9.500 9.500c.3 2.700 2.300 4.700 5 5',
  web: 'M20 11.500a7.500 7.500 0 0 1-7.500 7.500H5l1.500-3A7.500 7.500 0 1 1 20 11.500Z',
  vk: 'M4.500 8c.5 5 3 8.500 7.500 8.500V8M12 12.500c2.500-.3 4-2 4.800-4.500M12 12.500c2.800.2 4.600 1.700 5.500 4',
  messenger: 'M5 18v-3a7 6.500 0 1 1 3 2zM8 13l3-3 2.500 2.500L16.500 10',
  viber: 'M7 5h10v11h-5l-3.500 3.500V16H7z',
  sms: 'M5 6h14v10h-8l-4 3.500V16H5zM9 11h.01M12 11h.01M15 11h.01',
  api: 'M9 8l-4 4 4 4M15 8l4 4-4 4',
  xmpp: 'M5 6c4 2 8 8 10 12M19 6c-4 2-8 8-10 12',
};
const names: Readonly<Record<string, string>> = {
  telegram: 'Telegram',
  email: 'Email',
  instagram: 'Instagram',
  whatsapp: 'WhatsApp',
  web: 'Web',
  vk: 'VK',
  messenger: 'Messenger',
  viber: 'Viber',
  sms: 'SMS',
  api: 'API',
  xmpp: 'XMPP',
  max: 'MAX',
  avito: 'Avito',
  ok: 'OK',
  line: 'LINE',
};
export function channelName(kind: string): string {
  return names[kind] ?? kind;
}
const coloured = /^(telegram|whatsapp|instagram|messenger|vk|viber|max|avito|ok|line|web)$/;

export function ChannelMark({ kind, size = 'm' }: { kind: string; size?: 's' | 'm' | 'l' }) {
  return (
    <span
      class={`mark mark-${size} mark-${coloured.test(kind) ? kind : 'other'}`}
      role="img"
      aria-label={channelName(kind)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={marks[kind] ?? marks.api} />
      </svg>
    </span>
  );
}
