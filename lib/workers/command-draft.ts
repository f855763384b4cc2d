import { isQueueName, isRate, type WorkerCommandKind } from '../cluster/worker-command';

/** What a reader can be asked about a worker: its commands, and the switching on of events. */
export type DraftKind = WorkerCommandKind | 'enable-events';

/** What was typed so far. */
export interface CommandDraft {
  readonly n: string;
  readonly min: string;
  readonly max: string;
  readonly queue: string;
  readonly task: string;
  readonly rate: string;
  readonly soft: string;
  readonly hard: string;
}

export type DraftField = keyof CommandDraft;
export const EMPTY_DRAFT: CommandDraft = {
  ...{ n: '1', min: '', max: '', queue: '' },
  ...{ task: '', rate: '', soft: '', hard: '' },
};

/** The fields that a command has, in their order. */
export const FIELDS: Readonly<Partial<Record<DraftKind, readonly DraftField[]>>> = {
  'pool-grow': ['n'],
  'pool-shrink': ['n'],
  autoscale: ['min', 'max'],
  'add-consumer': ['queue'],
  'cancel-consumer': ['queue'],
  'rate-limit': ['task', 'rate'],
  'time-limit': ['task', 'soft', 'hard'],
};

/** What stands against sending it; null: nothing. `empty` is not said before somebody tries. */
export type DraftFault = {
  readonly field: DraftField;
  readonly problem: 'empty' | 'number' | 'range' | 'rate' | 'name' | 'order';
};

const MOST = 1_000;
const LONGEST_SECONDS = 31_536_000;

export function draftFault(kind: DraftKind, draft: CommandDraft): DraftFault | null {
  for (const field of FIELDS[kind] ?? []) {
    const problem = problemOf(field, draft[field].trim());
    if (problem !== null) return { field, problem };
  }
  if (kind === 'autoscale' && Number(draft.min) > Number(draft.max)) return { field: 'min', problem: 'order' };
  const isLimited = kind === 'time-limit' && draft.soft.trim() !== '' && draft.hard.trim() !== '';
  return isLimited && Number(draft.soft) >= Number(draft.hard) ? { field: 'soft', problem: 'order' } : null;
}

function problemOf(field: DraftField, text: string): DraftFault['problem'] | null {
  switch (field) {
    case 'n':
    case 'max':
      return wholeNumber(text, 1);
    case 'min':
      return wholeNumber(text, 0);
    case 'soft':
    case 'hard':
      return text === '' || isSeconds(text) ? null : 'number';
    case 'rate':
      return text === '' ? 'empty' : isRate(text) ? null : 'rate';
    case 'queue':
      return text === '' ? 'empty' : isQueueName(text) ? null : 'name';
    case 'task':
      return text === '' ? 'empty' : null;
  }
}

function wholeNumber(text: string, least: number): DraftFault['problem'] | null {
  if (text === '') return 'empty';
  if (!/^\d{1,9}$/.test(text)) return 'number';
  return Number(text) >= least && Number(text) <= MOST ? null : 'range';
}

function isSeconds(text: string): boolean {
  return /^\d{1,9}(\.\d{1,6})?$/.test(text) && Number(text) > 0 && Number(text) <= LONGEST_SECONDS;
}

/** The request of a draft without faults. A worker of null: all that know the task. */
export function draftRequest(
  kind: DraftKind,
  draft: CommandDraft,
  worker: string | null,
): { readonly path: string; readonly body: Readonly<Record<string, unknown>> } {
  const body = Object.fromEntries((FIELDS[kind] ?? []).map((field) => [field, valueOf(field, draft[field].trim())]));
  if (worker !== null) return { path: `/api/v1/workers/${encodeURIComponent(worker)}/${PATHS[kind] ?? kind}`, body };
  const rest = Object.fromEntries(Object.entries(body).filter(([field]) => field !== 'task'));
  return { path: `/api/v1/task-types/${encodeURIComponent(draft.task.trim())}/${kind}`, body: rest };
}

const PATHS: Readonly<Partial<Record<DraftKind, string>>> = {
  'pool-grow': 'pool/grow',
  'pool-shrink': 'pool/shrink',
  'pool-restart': 'pool/restart',
  'add-consumer': 'consumers/add',
  'cancel-consumer': 'consumers/cancel',
};

function valueOf(field: DraftField, text: string): string | number | null {
  if (field === 'queue' || field === 'task' || field === 'rate') return text;
  return text === '' ? null : Number(text);
}
