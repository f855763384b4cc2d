/** A silence longer than this means that nobody watched in between. */
export const WATCH_SILENCE_SECONDS = 60;
/** How often a collector notes that it watches. */
export const MARK_EVERY_SECONDS = 5;
