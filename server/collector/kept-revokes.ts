import type { ActionAnswer } from '@/lib/cluster/action';
import type { Cluster } from '@/lib/cluster/cluster';
import {
  afterSend,
  hasRun,
  isDoneWith,
  KEPT_DAYS,
  MOST_KEPT,
  revokeSight,
  type RevokeSight,
} from '@/lib/cluster/kept-revokes';
import { noteArrived, noteRevoke, noteTold } from '@/lib/cluster/revocations';
import type { Task } from '@/lib/cluster/task';
import { LONGEST_WISH_ID, type KeptRevoke, type Wish } from '@/lib/cluster/wish';
import type { WorkerView } from '@/lib/cluster/worker';
import type { ResultBackend, StoredResult } from '../backends/backend';
import { ControlError } from '../control/control-context';
import type { Flusher } from './flusher';

/** A worker's answer and the broadcast may cross. */
const SETTLED_SECONDS = 3;
/** Sends to one process of a worker that answers "ok" and does not name it afterwards. */
const MOST_TRIES = 3;
const AGAIN_AFTER_SECONDS = 10;
/** Ids in one message. */
const IDS_A_MESSAGE = 1000;
/** Workers that start together are told together. */
const TOGETHER_MS = 50;
/** Read at a start to see whether they ended meanwhile; the others wait for their own events. */
const LOADED_AT_START = 1000;

export interface KeptRevokesDeps {
  readonly cluster: Cluster;
  readonly restored: readonly Wish[];
  readonly task: (uuid: string) => Task | null;
  /** Sends nothing: a server that only reads. */
  readonly readOnly: boolean;
  readonly backend: () => Pick<ResultBackend, 'read'> | null;
  readonly send: (hostnames: readonly string[], revokes: readonly KeptRevoke[]) => Promise<readonly ActionAnswer[]>;
  readonly flusher: Pick<Flusher, 'wish' | 'timeline'>;
  readonly failed: (error: unknown) => void;
  readonly now: () => number;
}

export interface KeptRevokes {
  keep(revokes: readonly Pick<KeptRevoke, 'id' | 'at' | 'actor' | 'reason'>[]): void;
  /** null: it was not kept. */
  withdraw(uuid: string): KeptRevoke | null;
  /** Who knows of a task's revoke, wherever that was made. */
  sight(uuid: string, workers: readonly WorkerView[]): RevokeSight | null;
  /** A worker began anew. */
  arrived(hostname: string): void;
  /** What a worker answered that it takes for revoked. */
  listed(hostname: string, uuids: readonly string[], now: number): void;
  /** Lets go of what is done with; once a second. */
  sweep(now: number): void;
}

interface Tries {
  readonly count: number;
  readonly at: number;
}

/**
 * Revokes made here. Workers keep theirs in memory, so one that does not name a task in its answer to `revoked` is told
 * again, until the task has ended.
 */
export function createKeptRevokes(deps: KeptRevokesDeps): KeptRevokes {
  const { cluster, flusher, now } = deps;
  const restored = deps.restored.filter((wish) => wish.kind === 'revoke');
  const kept = new Map(restored.map((revoke) => [revoke.id, revoke]));
  const tries = new Map<string, Map<string, Tries>>();
  const due = new Map<string, Set<string>>();
  let isSending = false;

  const note = (uuid: string, text: string): void =>
    flusher.timeline(uuid, { at: now(), type: 'celeryscope', worker: null, text });
  const put = (revoke: KeptRevoke): void => {
    kept.set(revoke.id, revoke);
    flusher.wish({ kind: 'revoke', id: revoke.id, wish: revoke });
  };
  const letGo = (id: string): void => {
    kept.delete(id);
    for (const of of tries.values()) of.delete(id);
    flusher.wish({ kind: 'revoke', id, wish: null });
  };

  const readStored = async (revokes: readonly KeptRevoke[]): Promise<ReadonlyMap<string, StoredResult>> => {
    try {
      return (await deps.backend()?.read(revokes.map(({ id }) => id))) ?? new Map<string, StoredResult>();
    } catch {
      // It can't be read: a revoke that is not sent would do more harm than a result that is overwritten.
      return new Map();
    }
  };

  const tell = async (hostnames: readonly string[], ids: readonly string[]): Promise<void> => {
    // Some may have been withdrawn, or have ended, while they waited here.
    const wanted = ids.flatMap((id) => kept.get(id) ?? []);
    const stored = await readStored(wanted);
    for (const { id } of wanted) if (hasRun(stored.get(id), deps.task(id))) letGo(id);
    const revokes = wanted.flatMap(({ id }) => kept.get(id) ?? []);
    if (revokes.length === 0) return;
    const answers = await deps.send(hostnames, revokes);
    const at = now();
    const sends = answers.map(({ from, outcome }) => ({ worker: from, at, outcome }));
    for (const { id } of revokes) {
      const still = kept.get(id);
      if (still !== undefined) put(afterSend(still, sends));
      for (const hostname of hostnames) count(tries, hostname, id, at);
      for (const { from, outcome } of answers) if (outcome === 'ok') noteTold(cluster, id, from);
    }
  };

  const sendDue = async (): Promise<void> => {
    while (due.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS));
      const groups = sameLists(due);
      due.clear();
      for (const { hostnames, ids } of groups)
        for (let at = 0; at < ids.length; at += IDS_A_MESSAGE)
          await tell(hostnames, ids.slice(at, at + IDS_A_MESSAGE)).catch((error: unknown) => {
            // Not sent: every worker is asked anew when the connection is back.
            if (!(error instanceof ControlError)) deps.failed(error);
          });
    }
  };

  for (const revoke of restored.slice(0, LOADED_AT_START))
    if (isDoneWith(revoke, deps.task(revoke.id), now()) !== null) letGo(revoke.id);
  for (const { id, at } of kept.values()) noteRevoke(cluster, id, at);

  return {
    keep(revokes) {
      for (const revoke of revokes) {
        if (revoke.id.length > LONGEST_WISH_ID) continue;
        const before = kept.get(revoke.id);
        kept.delete(revoke.id);
        const { sentAgain = [], sentAgainCount = 0 } = before ?? {};
        put({ kind: 'revoke', ...revoke, sentAgain, sentAgainCount });
      }
      for (const id of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        letGo(id);
        note(id, `Its revoke is no longer kept: more than ${MOST_KEPT} are, and this one is the oldest`);
      }
    },
    withdraw(uuid) {
      const revoke = kept.get(uuid) ?? null;
      if (revoke !== null) letGo(uuid);
      return revoke;
    },
    sight: (uuid, workers) =>
      revokeSight({
        kept: kept.get(uuid) ?? null,
        revocation: cluster.revoked.get(uuid) ?? null,
        task: deps.task(uuid),
        workers,
        isSentAgain: !deps.readOnly,
      }),
    arrived(hostname) {
      noteArrived(cluster, hostname);
      tries.delete(hostname);
    },
    listed(hostname, uuids, at) {
      if (deps.readOnly || kept.size === 0) return;
      const named = new Set(uuids);
      const tried = tries.get(hostname);
      const missing = new Set<string>();
      for (const revoke of kept.values()) {
        if (named.has(revoke.id)) tried?.delete(revoke.id);
        else if (revoke.at + SETTLED_SECONDS < at && mayTry(tried?.get(revoke.id), at)) missing.add(revoke.id);
      }
      if (missing.size === 0) return;
      due.set(hostname, missing);
      if (isSending) return;
      isSending = true;
      sendDue()
        .catch(deps.failed)
        .finally(() => {
          isSending = false;
        });
    },
    sweep(at) {
      for (const revoke of kept.values()) {
        const over = isDoneWith(revoke, cluster.tasks.get(revoke.id) ?? null, at);
        if (over === null) continue;
        letGo(revoke.id);
        if (over === 'old')
          note(revoke.id, `Its revoke is no longer kept: it was made more than ${KEPT_DAYS} days ago`);
      }
    },
  };
}

function mayTry(tried: Tries | undefined, at: number): boolean {
  return tried === undefined || (tried.count < MOST_TRIES && at - tried.at > AGAIN_AFTER_SECONDS);
}

function count(tries: Map<string, Map<string, Tries>>, hostname: string, id: string, at: number): void {
  const of = tries.get(hostname) ?? new Map<string, Tries>();
  of.set(id, { count: (of.get(id)?.count ?? 0) + 1, at });
  tries.set(hostname, of);
}

/** Workers that lack the same ids get one message. */
function sameLists(
  due: ReadonlyMap<string, ReadonlySet<string>>,
): readonly { readonly hostnames: readonly string[]; readonly ids: readonly string[] }[] {
  const groups = new Map<string, { hostnames: string[]; ids: readonly string[] }>();
  for (const [hostname, missing] of due) {
    const ids = [...missing];
    const key = JSON.stringify(ids);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { hostnames: [hostname], ids });
    else group.hostnames.push(hostname);
  }
  return [...groups.values()];
}
