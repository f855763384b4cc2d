/** Columns of the table of queues: what spans the whole table spans as many. */
export const QUEUE_COLUMNS = 13;
