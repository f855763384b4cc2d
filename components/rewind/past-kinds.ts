/** The pages that can be rewound, with their addresses. */
export const PAST_KINDS = ['now', 'workers', 'queues'] as const;
export type PastKind = (typeof PAST_KINDS)[number];

export const PAST_PATHS: Readonly<Record<PastKind, string>> = { now: '/', workers: '/workers/', queues: '/queues/' };
