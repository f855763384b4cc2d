/**
 * The path under which the pages are served. Production builds hold this placeholder, which the server replaces by the
 * prefix that it was started with; it must stay one whole string.
 */
export const PREFIX = process.env.NODE_ENV === 'production' ? '/__celeryscope_prefix__' : '';
