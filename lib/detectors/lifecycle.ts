import { message } from '../i18n/message';
import type { Detector } from './detector';
import type { DetectorName, Finding, Observation, Subject } from './finding';
import { DETECTORS } from './index';

/** Short of this a problem that comes and goes stays one finding. */
const CLOSE_AFTER_SECONDS = 5;
/** After a start the cluster is not known yet: findings of before are not closed for that alone. */
const RESTORED_SECONDS = 30;
/** Looks further apart than this left out what was between. */
const MAX_LOOK_SECONDS = 2;

const MAX_RELATED = 200;
/** Durations in it grow with every look; a reader sees them grow this often. */
const UPDATE_SECONDS = 2;

interface Track {
  readonly firstSeenAt: number;
  lastSeenAt: number;
  closeAfter: number;
  finding: Finding | null;
  /** Task-seconds lost since it was first seen. */
  lostSeconds: number;
}

export interface FindingLifecycle {
  /** Takes what the detectors see now; returns the findings that opened, changed or closed. */
  look(observations: readonly Observation[], now: number): readonly Finding[];
  open(): readonly Finding[];
}

const DETECTOR: ReadonlyMap<DetectorName, Detector> = new Map(DETECTORS.map((detector) => [detector.name, detector]));

/** Makes findings of observations: they open when they last, and close when they are gone for a while. */
export function createFindingLifecycle(restored: readonly Finding[], now: number): FindingLifecycle {
  const tracks = new Map<string, Track>();
  for (const finding of restored) {
    const track = {
      firstSeenAt: finding.openedAt,
      lastSeenAt: now,
      closeAfter: restoredFor(finding, now),
      finding,
      lostSeconds: 0,
    };
    tracks.set(observationIdOf(finding), track);
  }

  return {
    look(observations, at) {
      const changed: Finding[] = [];
      for (const observation of observations) {
        const track = seen(tracks, observation, at);
        const next = findingOf(track, observation, at);
        if (next === null || next === track.finding) continue;
        track.finding = next;
        changed.push(next);
      }
      for (const [id, track] of tracks) {
        if (track.lastSeenAt === at) continue;
        if (track.finding === null) tracks.delete(id);
        else if (at - track.lastSeenAt >= track.closeAfter) {
          changed.push({
            ...track.finding,
            updatedAt: at,
            closedAt: Math.max(track.lastSeenAt, track.finding.openedAt),
          });
          tracks.delete(id);
        }
      }
      return changed;
    },
    open: () => [...tracks.values()].flatMap(({ finding }) => (finding === null ? [] : [finding])),
  };
}

function seen(tracks: Map<string, Track>, observation: Observation, now: number): Track {
  const known = tracks.get(observation.id);
  if (known === undefined) {
    const lostSeconds = observation.waste?.soFarSeconds ?? 0;
    const closeAfter = closeAfterOf(observation);
    const track = { firstSeenAt: now, lastSeenAt: now, closeAfter, finding: null, lostSeconds };
    tracks.set(observation.id, track);
    return track;
  }
  // While a slot is taken in between nothing is lost: so what is seen at each look is added up.
  known.lostSeconds += (observation.waste?.perSecond ?? 0) * Math.min(now - known.lastSeenAt, MAX_LOOK_SECONDS);
  known.lastSeenAt = now;
  known.closeAfter = closeAfterOf(observation);
  return known;
}

function restoredFor({ detector, openedAt }: Finding, now: number): number {
  const left = openedAt + (DETECTOR.get(detector)?.restoredSeconds ?? 0) - now;
  return Math.max(RESTORED_SECONDS, left);
}

function closeAfterOf({ detector }: Observation): number {
  return DETECTOR.get(detector)?.closeSeconds ?? CLOSE_AFTER_SECONDS;
}

function findingOf(track: Track, seenNow: Observation, now: number): Finding | null {
  const { finding } = track;
  const observation = withLoss(seenNow, track.lostSeconds);
  if (finding === null) {
    const isConfirmed = now - track.firstSeenAt >= (DETECTOR.get(observation.detector)?.confirmSeconds ?? 0);
    return isConfirmed
      ? { ...observation, id: findingId(observation), openedAt: now, updatedAt: now, closedAt: null }
      : null;
  }
  // Its beginning names it, so that stays, whatever is learned later.
  if (now - finding.updatedAt < UPDATE_SECONDS && observation.severity === finding.severity) return finding;
  const { id, since, openedAt } = finding;
  const next = { ...observation, id, since, openedAt, closedAt: null, related: joined(finding, observation) };
  const same = { ...finding, updatedAt: now };
  return JSON.stringify({ ...next, updatedAt: now }) === JSON.stringify({ ...next, ...same })
    ? finding
    : { ...next, updatedAt: now };
}

// What was lost over the whole time is the one figure that no single look can tell.
function withLoss({ waste, ...observation }: Observation, lostSeconds: number): Observation {
  const { figure, detector } = observation;
  if (waste === undefined || figure === null) return observation;
  const lost = {
    label: message(`findings.${detector}.fact-lost`),
    value: message('findings.value.duration', { valueSeconds: lostSeconds }),
  };
  return { ...observation, figure: { ...figure, facts: [...figure.facts, lost] } };
}

// What it concerned at any time shows it: a task that was held and has started since looks for its reason too.
function joined(finding: Finding, observation: Observation): readonly Subject[] {
  const keys = new Set(finding.related.map(({ kind, id }) => `${kind}:${id}`));
  const added = observation.related.filter(({ kind, id }) => !keys.has(`${kind}:${id}`));
  return added.length === 0 ? finding.related : [...finding.related, ...added].slice(0, MAX_RELATED);
}

function findingId(observation: Observation): string {
  return `${observation.id}@${observation.since.toFixed(0)}`;
}

function observationIdOf(finding: Finding): string {
  return finding.id.slice(0, finding.id.lastIndexOf('@'));
}
