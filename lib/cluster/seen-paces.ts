import { argumentsKey, type BeatEntry } from '../celery/beat-schedule';
import type { Fire } from './fires';
import { withFire } from './fires';
import type { Task } from './task';

/** So many in a row at one pace are a schedule's, or as good as one. */
const MIN_FIRES = 8;
const MIN_EVERY_SECONDS = 5;
/** Beat sends its entries and nothing else; of those that come seldom no pace is known yet. */
const MOST_UNPACED = 2;
const MAX_CLIENTS = 500;
const MAX_SENT = 50;
/** Beat is late by less than this. */
const TOLERANCE = { seconds: 1, share: 0.05 };
const MAX_CANDIDATES = 500;
const MAX_ARGUMENT_CHARS = 300;
/** A name that comes more often is not worth being followed. */
const BUSY = { seconds: 10, times: 50 };
const MAX_NAMES = 2000;

interface Candidate {
  readonly name: string;
  readonly key: string;
  readonly fires: readonly Fire[];
  readonly everySeconds: number | null;
  readonly expires: boolean;
}

export interface SeenPace {
  readonly entry: BeatEntry;
  readonly fires: readonly Fire[];
  readonly readAt: number;
}

export interface SeenPaces {
  seen(task: Task, at: number): void;
  firesOf(name: string, key: string): readonly Fire[];
  /** Those that somebody sends at an even pace. */
  list(): readonly SeenPace[];
}

/** Follows tasks that one process sends again and again with the same arguments: their schedule may be in a database. */
export function createSeenPaces(): SeenPaces {
  const candidates = new Map<string, Candidate>();
  const names = new Map<string, { since: number; times: number }>();
  /** What each process sends; null: too many things, or too often, for a beat. */
  const sentBy = new Map<string, Set<string> | null>();

  const isBusy = (name: string, at: number): boolean => {
    const known = names.get(name);
    if (known !== undefined && Math.abs(at - known.since) < BUSY.seconds) {
      known.times += 1;
      return known.times > BUSY.times;
    }
    if (names.size >= MAX_NAMES) names.clear();
    names.set(name, { since: at, times: 1 });
    return false;
  };

  const note = (client: string, id: string | null): boolean => {
    const known = sentBy.get(client);
    const sent = known === undefined ? new Set<string>() : known;
    const isBeat = sent !== null && id !== null && (sent.has(id) || sent.size < MAX_SENT);
    if (isBeat) sent.add(id);
    setNewest(sentBy, client, isBeat ? sent : null, MAX_CLIENTS);
    return isBeat;
  };

  const isLikeBeat = (client: string): boolean => {
    const sent = [...(sentBy.get(client) ?? [])];
    const own = sent.map((id) => candidates.get(id)?.fires.filter((fire) => fire.client === client) ?? []);
    const paced = own.filter((fires) => paceOf(fires) !== null).length;
    return own.length - paced <= MOST_UNPACED * paced && own.every((fires) => isYoungOrPaced(fires));
  };

  return {
    seen(task, at) {
      const { name, client, eta, args, kwargs } = task;
      if (name === null || client === null) return;
      // Of one that is no beat, and most are none, nothing is worth working out.
      if (sentBy.get(client) === null) {
        note(client, null);
        return;
      }
      const isShort = (args?.length ?? 0) + (kwargs?.length ?? 0) <= MAX_ARGUMENT_CHARS;
      const mayBe = eta === null && isShort && !isBusy(name, at);
      const key = mayBe ? argumentsKey(args, kwargs) : '';
      const id = idOf(name, key);
      if (!note(client, mayBe ? id : null)) return;
      const fires = withFire(candidates.get(id)?.fires ?? [], task, at);
      const candidate = { name, key, fires, everySeconds: paceOfAny(fires), expires: task.expires !== null };
      setNewest(candidates, id, candidate, MAX_CANDIDATES);
    },
    firesOf: (name, key) => candidates.get(idOf(name, key))?.fires ?? [],
    list: () =>
      [...candidates.values()].flatMap(({ name, key, fires, everySeconds, expires }) => {
        const clients = new Set(fires.flatMap(({ client }) => client ?? []));
        if (everySeconds === null || ![...clients].some(isLikeBeat)) return [];
        return [{ entry: { name, task: name, key, everySeconds, expires }, fires, readAt: fires.at(-1)?.at ?? 0 }];
      }),
  };
}

/** The one that was not set for longest is forgotten first. */
function setNewest<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  if (!map.delete(key) && map.size >= max) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}

function idOf(name: string, key: string): string {
  return `${name} ${key}`;
}

function isYoungOrPaced(fires: readonly Fire[]): boolean {
  return fires.length < MIN_FIRES || paceOf(fires) !== null;
}

function paceOfAny(fires: readonly Fire[]): number | null {
  for (const client of new Set(fires.map((fire) => fire.client))) {
    const pace = paceOf(fires.filter((fire) => fire.client === client));
    if (pace !== null) return pace;
  }
  return null;
}

/** The pace at which one process sends, seconds; null where it has none. */
export function paceOf(fires: readonly Fire[]): number | null {
  const newest = fires.slice(-MIN_FIRES);
  if (newest.length < MIN_FIRES) return null;
  const gaps = newest.slice(1).map(({ at }, index) => at - (newest[index]?.at ?? at));
  const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const tolerance = Math.max(TOLERANCE.seconds, TOLERANCE.share * middle);
  if (middle < MIN_EVERY_SECONDS - TOLERANCE.seconds / 2) return null;
  if (gaps.some((gap) => Math.abs(gap - middle) > tolerance)) return null;
  const whole = Math.round(middle);
  return Math.abs(middle - whole) <= TOLERANCE.seconds / 4 ? whole : Math.round(middle * 10) / 10;
}
