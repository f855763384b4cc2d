/** The key under which a preference is kept; the script that sets the theme before the first paint reads it too. */
export const keyOf = (name: string) => `celeryscope.${name}`;
