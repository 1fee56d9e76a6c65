/** Line icons on a 16 by 16 grid. Decoration: the words beside them say the same. */
const PATHS = {
  ready: 'M3.5 8.5l3 3 6-7',
  waiting: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5.3V8l1.8 1.2',
  failed: 'M8 4v5M8 11.5v.5',
  leaving: 'M4.5 8h7',
  unknown: 'M6.2 6.2a1.9 1.9 0 1 1 2.6 1.7c-.5.3-.8.6-.8 1.2M8 11.6v.2',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  back: 'M9.5 4L5.5 8l4 4',
  out: 'M6.5 4H4v8h8V9.5M9 4h3v3M12 4L7.5 8.5',
  eye: 'M1.8 8S4 4 8 4s6.2 4 6.2 4-2.2 4-6.2 4-6.2-4-6.2-4zM8 9.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z',
  copy: 'M6 6h6.5v6.5H6zM10 6V3.5H3.5V10H6',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  clear: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  Environment: 'M2 4.5h5v3H2zM9 4.5h5v3H9zM2 9.5h3v3H2zM7 9.5h7v3H7z',
  Database: 'M3 4.5C3 3.4 5.2 2.5 8 2.5s5 .9 5 2-2.2 2-5 2-5-.9-5-2zM3 4.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  Secret: 'M6 10.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8.6 7.7H14v2.4M11.4 7.7v2',
  Workload: 'M8 2l5.2 3v6L8 14l-5.2-3V5zM2.8 5L8 8l5.2-3M8 8v6',
  Route: 'M3.5 13V9.5A2.5 2.5 0 0 1 6 7h4a2.5 2.5 0 0 0 2.5-2.5V3M10.5 5l2-2 2 2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function isIcon(name: string): name is IconName {
  return name in PATHS;
}
