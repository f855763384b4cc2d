/** How many rows a list of the API holds at most; its end says so. */
export const MAX_FINDINGS = 500;
/** Of each kind, at a second in the past; the totals count all. */
export const MAX_PAST_ROWS = 500;
