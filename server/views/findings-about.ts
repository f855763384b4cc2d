import { concerns, inOrderOfUrgency, toFindingView } from '@/lib/api/finding-view';
import type { FindingView } from '@/lib/api/views';
import type { Finding, Subject } from '@/lib/detectors/finding';
import type { ViewSource } from './view';

const MAX_CLOSED = 20;

/** What is open about a subject, as the collector tells, and what was, as the store does. */
export async function findingsAbout(source: ViewSource, subject: Subject): Promise<FindingView[]> {
  const open = (await openFindings(source)).filter((finding) => concerns(finding, subject));
  const closed = await source.reader().findings({ state: 'closed', subject, limit: MAX_CLOSED });
  return inOrderOfUrgency([...open, ...closed]).map(toFindingView);
}

/** The collector is ahead of the store by a moment, and silent before its first frame. */
export async function openFindings(source: ViewSource): Promise<readonly Finding[]> {
  return source.collector.cluster?.findings ?? (await source.reader().findings({ state: 'open', limit: 500 }));
}
