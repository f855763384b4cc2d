import type { Fire } from '../cluster/fires';
import type { Periodic } from '../cluster/periodic';
import { message, type Message } from '../i18n/message';
import type { DetectorName, Evidence } from './finding';
import { groupedBy } from './in-flight';

const MIN_FIRES = 3;
const JUDGED_FIRES = 6;
/** Under this the delay of a message is as large as the time between two. */
const MIN_EVERY_SECONDS = 2;

/** A process that sends an entry, at the times that its schedule tells. */
export interface Sender {
  /** `gen<pid>@host`; null where nothing told who sent it. */
  readonly client: string | null;
  /** The newest last. */
  readonly fires: readonly Fire[];
  readonly lastAt: number;
}

/** Who sends this entry as beat does; others may send the same tasks by hand. */
export function sendersOf({ entry, fires }: Periodic): readonly Sender[] {
  const every = entry.everySeconds;
  if (every === null || every < MIN_EVERY_SECONDS) return [];
  return [...groupedBy(fires, ({ client }) => client ?? '')].flatMap(([client, own]) => {
    const lastAt = own.at(-1)?.at;
    if (lastAt === undefined || !isRegular(own, every)) return [];
    return [{ client: client === '' ? null : client, fires: own, lastAt }];
  });
}

/**
 * Its messages that are surely beat's. Where nothing tells who sent them, one by hand stands among them: then they must
 * be even throughout.
 */
export function surelySent({ client, fires }: Sender, every: number): readonly Fire[] {
  if (client !== null) return fires;
  const newest = fires.slice(-JUDGED_FIRES);
  return oddGaps(newest, every) === 0 ? newest : [];
}

function isRegular(fires: readonly Fire[], every: number): boolean {
  if (fires.length < MIN_FIRES) return false;
  const newest = fires.slice(-JUDGED_FIRES);
  const odd = oddGaps(newest, every);
  // One may be late, or come with the next.
  return odd === 0 || (odd === 1 && newest.length >= 5);
}

function oddGaps(fires: readonly Fire[], every: number): number {
  const tolerance = Math.max(1, 0.3 * every);
  const gaps = fires.slice(1).map(({ at }, index) => at - (fires[index]?.at ?? at));
  return gaps.filter((gap) => Math.abs(gap - every) > tolerance).length;
}

const SOURCES = { conf: 'inspect conf', redbeat: 'redbeat:<name>', seen: 'task-sent events' } as const;

/** Where it is known from that it is periodic. */
export function scheduleEvidence(
  detector: DetectorName,
  { entry, source, worker, readAt }: Periodic,
  values: Message['values'],
): Evidence {
  const known = { ...values, known: source, worker, name: entry.name, task: entry.task };
  return { claim: message(`findings.${detector}.schedule`, known), source: SOURCES[source], at: readAt };
}
