/** How far back the picture goes. */
export const graphSpans = [
  { hours: 1, label: '1 h' },
  { hours: 8, label: '8 h' },
  { hours: 24, label: '1 d' },
  { hours: 168, label: '7 d' },
] as const
export type GraphHours = (typeof graphSpans)[number]['hours']
