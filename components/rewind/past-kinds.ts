/** The pages that can be rewound, with their addresses. */
export const PAST_KINDS = ['now', 'workers', 'queues'] as const;
export type PastKind = (typeof PAST_KINDS)[number];

const PATHS: Readonly<Record<PastKind, string>> = { now: '/', workers: '/workers/', queues: '/queues/' };

/** The address of a page at a second in the past; `span` is how far back its slider goes. */
export function pastHref(kind: PastKind, at: number, span: string | null): string {
  return `${PATHS[kind]}?at=${Math.floor(at)}${span === null ? '' : `&span=${encodeURIComponent(span)}`}`;
}
