import type { AccessActionName } from '@/lib/cluster/action';
import { Attempts } from './attempts';
import type { Services } from './endpoint';

export interface AccessEntry {
  readonly actor: string;
  readonly address: string;
  readonly name: AccessActionName;
  /** Of whom or what. */
  readonly subject: string;
  readonly outcome: 'done' | 'refused';
  readonly summary: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const LIMITS = { perName: 20, perAddress: 60, windowSeconds: 60, entries: 1_000 };
const MAX_TEXT = 300;

/**
 * Writes who came, left, or changed who may come into the audit log. Nobody can fill it with refusals; and where the
 * collector is away people come in all the same, and the process's own log says who.
 */
export function createAccessLog({
  collector,
  now,
  warn,
}: Pick<Services, 'collector' | 'now'> & { readonly warn: (text: string) => void }) {
  const recent = new Attempts(now, LIMITS);
  return async (entry: AccessEntry): Promise<void> => {
    if (entry.outcome === 'refused') {
      if (recent.waitSeconds(entry.address, entry.name) > 0) return;
      recent.count(entry.address, entry.name);
    }
    const { parameters = {}, subject, summary } = entry;
    const request = { ...entry, parameters, subject: subject.slice(0, MAX_TEXT), summary: summary.slice(0, MAX_TEXT) };
    try {
      await collector.call('recordAccess', request);
    } catch {
      const { actor, address, name, outcome } = entry;
      warn(
        `Not in the audit log, since the collector is away: ${JSON.stringify({ name, outcome, actor, address, subject })}`,
      );
    }
  };
}
