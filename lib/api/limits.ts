/** How many rows a list of the API holds at most, and for how long some things are listed; a list's end says so. */
export const MAX_FINDINGS = 500;
/** Of each kind, at a second in the past; the totals count all. */
export const MAX_PAST_ROWS = 500;
/** Types of tasks on a queue's page, those with the most runs. */
export const MAX_QUEUE_TYPES = 20;
/** Values a facet holds, those of the most tasks. */
export const MAX_FACET_VALUES = 50;
/** Beyond this many, names in events add no queue: anybody can make them up. */
export const MAX_QUEUE_NAMES = 5_000;
export const MAX_GAPS = 200;
/** A worker that left stays in the list for so long; its tasks keep its name. */
export const GONE_WORKER_SECONDS = 3_600;
/** A queue that is empty and of which there is no sign stays in the list for so long. */
export const GONE_QUEUE_SECONDS = 3_600;
