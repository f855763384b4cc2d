import type { ServerSight } from '../cluster/server-log';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';

const NAME = 'broker-eviction';
const MIB = 1024 * 1024;
/** Shown for so long after the last eviction, and after a restart. */
const EVICTED_SECONDS = 300;
const RESTART_SECONDS = 180;
const FULL = 0.9;
const NEARLY_OUT = 0.97;

type Values = Readonly<Record<string, string | number>>;

/** A Redis that may throw away what waits in it, is about to refuse more, or came back without its messages. */
export const brokerEviction: Detector = {
  name: NAME,
  confirmSeconds: 0,
  closeSeconds: 10,
  observe(input) {
    const { server } = input;
    if (server === null) return [];
    return [...memoryOf(server), ...restartOf(input, server), ...persistenceOf(server)];
  },
};

function memoryOf(server: ServerSight): readonly Observation[] {
  const { policy, maxBytes, usedBytes, at } = server.reading;
  if (policy === null || maxBytes === null || usedBytes === null) return [];
  const recent = server.evictions !== null && at - server.evictions.lastAt < EVICTED_SECONDS ? server.evictions : null;
  const values: Values = {
    policy,
    usedMib: Math.round(usedBytes / MIB),
    maxMib: Math.round(maxBytes / MIB),
    share: maxBytes === 0 ? 0 : Math.floor((100 * usedBytes) / maxBytes),
    evicted: recent?.keys ?? 0,
    sinceAt: recent?.since ?? at,
    lastAt: recent?.lastAt ?? at,
  };
  const evidence = [
    claim('policy', values, 'INFO memory', at),
    claim('used', values, 'INFO memory', at),
    ...(recent === null ? [] : [claim('evicted', values, 'INFO stats', recent.lastAt)]),
  ];
  const since = recent?.since ?? at;
  // Without a limit nothing is evicted, whatever the policy.
  if (policy.startsWith('allkeys') && maxBytes > 0) {
    const severity = recent === null ? 'warning' : 'critical';
    return [
      observationOf('memory', 'policy', values, { severity, evidence, since, setting: 'maxmemory-policy noeviction' }),
    ];
  }
  if (recent !== null) {
    return [observationOf('memory', 'results', values, { severity: 'warning', evidence, since, setting: null })];
  }
  if (policy === 'noeviction' && maxBytes > 0 && usedBytes > FULL * maxBytes) {
    const severity = usedBytes > NEARLY_OUT * maxBytes ? 'critical' : 'warning';
    const twice = `maxmemory ${Math.ceil((2 * maxBytes) / MIB)}mb`;
    return [observationOf('memory', 'full', values, { severity, evidence, since: at, setting: twice })];
  }
  return [];
}

// A restart is judged once, by what was read just after it: later queues fill and workers empty them.
function restartOf(input: DetectorInput, { restart }: ServerSight): readonly Observation[] {
  if (restart === null || input.now - restart.at > RESTART_SECONDS) return [];
  const { at, readyBefore, readyAfter, taken, savedAt } = restart;
  // What a snapshot or a replica brought back may have been taken at once: only a server that began with nothing lost it.
  if (restart.startedEmpty !== true || restart.appends !== false) return [];
  if (readyAfter !== 0 || taken >= readyBefore) return [];
  const isSaved = savedAt === null ? 'no' : 'yes';
  const values = { restartAt: at, readyBefore, readyNow: readyAfter, taken, appends: 'no', isSaved };
  const evidence = [
    claim('run', values, 'INFO server', at),
    claim('ready', values, 'queue length', at),
    claim('persistence', { ...values, savedAt: savedAt ?? 0 }, 'INFO persistence', at),
    claim('empty', values, 'INFO persistence, replication', at),
  ];
  return [
    observationOf('restart', 'restart', values, {
      severity: 'critical',
      evidence,
      since: at,
      setting: 'appendonly yes',
    }),
  ];
}

// Said before it happens, of a server that tells both: what it writes is in its settings, not in what it wrote so far.
function persistenceOf({ reading }: ServerSight): readonly Observation[] {
  const { at, snapshots, appends } = reading;
  if (snapshots !== false || appends !== false) return [];
  const evidence = [claim('no-save', {}, 'CONFIG GET save', at), claim('no-append', {}, 'INFO persistence', at)];
  const setting = 'appendonly yes\nappendfsync everysec';
  return [observationOf('persistence', 'persistence', {}, { severity: 'notice', evidence, since: at, setting })];
}

function claim(key: string, values: Values, source: string, at: number): Evidence {
  return { claim: message(`findings.${NAME}.${key}`, values), source, at };
}

function observationOf(
  id: string,
  how: 'policy' | 'results' | 'full' | 'restart' | 'persistence',
  values: Values,
  told: Pick<Observation, 'severity' | 'evidence' | 'since'> & { readonly setting: string | null },
): Observation {
  const subject: Subject = { kind: 'cluster', id };
  const { setting, ...rest } = told;
  const advice = how === 'results' ? 'policy' : how;
  return {
    ...problemOf(NAME, subject),
    related: [],
    sentence: message(`findings.${NAME}.sentence-${how}`, values),
    advice: { text: message(`findings.${NAME}.advice-${advice}`), setting },
    figure: null,
    ...rest,
  };
}
