import type { Message } from '../i18n/message';

export type Severity = 'critical' | 'warning' | 'notice';

/** Stable names: scripts and alert rules are written against them. */
export const DETECTOR_NAMES = [
  'broker-eviction',
  'chord-stuck',
  'clock-drift',
  'duplicate-execution',
  'duplicate-expected',
  'eta-beyond-visibility-timeout',
  'eta-pileup',
  'events-disabled',
  'events-lost',
  'overlapping-runs',
  'periodic-doubled',
  'periodic-missed',
  'periodic-pileup',
  'poison-task',
  'prefetch-starvation',
  'queue-growing',
  'queue-without-consumer',
  'rate-limited',
  'reply-queue-leak',
  'result-cost',
  'revoke-forgotten',
  'task-lost',
  'task-returns',
  'task-stuck',
  'visibility-timeout-mismatch',
  'worker-gone',
  'worker-not-consuming',
  'worker-unknown',
] as const;
export type DetectorName = (typeof DETECTOR_NAMES)[number];

export interface Subject {
  readonly kind: 'task' | 'worker' | 'queue' | 'type' | 'cluster';
  readonly id: string;
}

/** One piece of evidence: a claim, where it was read (`task events`, `inspect reserved`, `unacked_index`), and when. */
export interface Evidence {
  readonly claim: Message;
  readonly source: string;
  /** Epoch seconds. */
  readonly at: number;
}

export interface Advice {
  readonly text: Message;
  /** Exact setting or lines to copy; null where there is none. */
  readonly setting: string | null;
}

/** What a detector sees at one instant. `id` is stable while the problem lasts: detector + subject. */
export interface Observation {
  readonly id: string;
  readonly detector: DetectorName;
  readonly severity: Severity;
  readonly subject: Subject;
  /** Everything else it concerns: its pages show the finding too. */
  readonly related: readonly Subject[];
  readonly sentence: Message;
  readonly evidence: readonly Evidence[];
  readonly advice: Advice;
  readonly figure: Figure | null;
  /** Task-seconds lost until now and a second from now on; the finding's life adds them up. */
  readonly waste?: { readonly soFarSeconds: number; readonly perSecond: number };
  /** When the fact itself began, epoch seconds. */
  readonly since: number;
}

/** The smallest picture that proves it. */
export type Figure =
  | {
      readonly kind: 'slots';
      readonly rows: readonly {
        readonly worker: string;
        readonly slots: number;
        readonly running: number;
        readonly reserved: number;
        readonly starved: boolean;
      }[];
      readonly facts: readonly { readonly label: Message; readonly value: Message }[];
    }
  | {
      readonly kind: 'deliveries';
      readonly bars: readonly {
        readonly n: number;
        readonly worker: string;
        readonly startedAt: number;
        readonly endedAt: number | null;
        readonly outcome: string | null;
      }[];
      /** When the broker was due to give it out again; null when not known. */
      readonly dueAt: number | null;
      readonly facts: readonly { readonly label: Message; readonly value: Message }[];
    };

/** An observation with its life: stored, listed, shown. `closedAt` is null while it is open. */
export interface Finding extends Observation {
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
}
