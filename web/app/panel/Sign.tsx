/** Signs that only the panel uses, drawn as those of ui/icons: they come with it. */
const paths = {
  copy: 'M9 9h10.500v10.500H9zM15 9V4.500H4.500V15H9',
  pencil:
    'M4.500 19.500l1-4L15.800 5.200a1.600 1.600 0 0 1 2.300 0l.7.7a1.600 1.600 0 0 1 0 2.300L8.500 18.500l-4 1ZM13.800 7.200l3 3',
} as const;

export function Sign({ name, size }: { name: keyof typeof paths; size: 's' | 'xs' }) {
  return (
    <svg class={`icon icon-${size}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
