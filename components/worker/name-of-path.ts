/** The last part of `/workers/<name>/`, whatever prefix stands before it; null for the placeholder of the export. */
export function nameOfPath(path: string, section: 'workers' | 'queues'): string | null {
  const match = new RegExp(`/${section}/([^/]+)/?$`).exec(path);
  const part = match?.[1];
  if (part === undefined || part === '_') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone % typed by hand: what stands there is looked for as it is.
    return part;
  }
}
