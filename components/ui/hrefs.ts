import type { Subject } from '@/lib/detectors/finding';

export function taskHref(uuid: string): string {
  return `/tasks/${encodeURIComponent(uuid)}/`;
}

export function workerHref(hostname: string): string {
  return `/workers/${encodeURIComponent(hostname)}/`;
}

export function queueHref(name: string): string {
  return `/queues/${encodeURIComponent(name)}/`;
}

/** What is in flight of one queue, or of all. */
export function unackedHref(queue?: string): string {
  return queue === undefined ? '/unacked/' : `/unacked/?queue=${encodeURIComponent(queue)}`;
}

/** The list of tasks with a filter in the grammar of the query. */
export function tasksHref(filter: { readonly q?: string; readonly from?: string; readonly to?: string } = {}): string {
  const search = new URLSearchParams();
  if (filter.q) search.set('q', filter.q);
  if (filter.from) search.set('from', filter.from);
  if (filter.to) search.set('to', filter.to);
  const text = search.toString();
  return text === '' ? '/tasks/' : `/tasks/?${text}`;
}

/** A term of the query language: a value with blanks or quotes is quoted. */
export function queryTerm(field: string, value: string): string {
  return /^[\w.@*:/-]+$/.test(value) ? `${field}:${value}` : `${field}:${JSON.stringify(value)}`;
}

/** A bulk job on the Actions page. */
export function jobHref(id: string): string {
  return `/actions/?job=${encodeURIComponent(id)}`;
}

export function subjectHref(subject: Subject): string {
  switch (subject.kind) {
    case 'task':
      return taskHref(subject.id);
    case 'worker':
      return workerHref(subject.id);
    case 'queue':
      return queueHref(subject.id);
    case 'type':
      return tasksHref({ q: queryTerm('task', subject.id) });
    case 'cluster':
      return '/system/';
  }
}
