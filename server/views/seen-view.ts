import type { Scope } from '@/lib/access/access';
import { isBounded, may } from '@/lib/access/access';
import { hideArguments } from '@/lib/access/hide-arguments';
import { matchesAny } from '@/lib/access/scope';
import { withinScope } from '@/lib/access/within-scope';
import { isRecord } from '@/lib/celery/bounded';
import type { ViewSource, Viewer } from './view';
import { ViewFault } from './view';

type Json = Readonly<Record<string, unknown>>;
type Narrow = (value: Json, scope: Scope, source: Pick<ViewSource, 'reader'>, name: string) => Json | Promise<Json>;

/** Whether somebody sees an answer as it is. */
export function seesAll({ access }: Pick<Viewer, 'access'>): boolean {
  return may(access, 'view-arguments') && !isBounded(access);
}

/**
 * What of each view somebody with a scope may see. A view that is not here is made of tasks of all queues and types, which
 * can't be told apart any more, so it is refused.
 */
const NARROWED: Readonly<Record<string, Narrow>> = {
  // Whose the event was can't be told.
  status: (value) => ({ ...value, collector: { ...recordOf(value['collector']), lastMalformed: null } }),
  tasks: (value) => value,
  // The counts of a field are taken without its own terms, and so without those of the scope.
  facets: (value, scope) => ({
    ...value,
    queues: rowsOf(value['queues']).filter((row) => matchesAny(scope.queues, textOf(row['value']))),
    types: rowsOf(value['types']).filter((row) => matchesAny(scope.tasks, textOf(row['value']))),
  }),
  // Runs of the same type, of which some may be of other queues.
  task: async (value, scope, source) => ({
    ...value,
    recentRuns: await ownTasks(rowsOf(value['recentRuns']), ({ uuid }) => uuid, scope, source),
  }),
  workers: (value) => ({ ...value, findings: [] }),
  overview: (value, scope) => ({
    ...value,
    slowest: ownTypes(value['slowest'], scope),
    failing: ownTypes(value['failing'], scope),
  }),
  queues: async (value, scope, source) => ({
    ...value,
    queues: rowsOf(value['queues']).filter(({ name }) => matchesAny(scope.queues, textOf(name))),
    findings: await ownFindings(value['findings'], scope, source),
  }),
  queue: async (value, scope, source) => ({
    ...value,
    // The queue is in scope, or it would not be told at all.
    types: rowsOf(value['types']).filter((row) => matchesAny(scope.tasks, textOf(row['name']))),
    findings: await ownFindings(value['findings'], scope, source),
  }),
  // Each was made within the scope of who made it.
  jobs: (value, _scope, _source, name) => ({
    ...value,
    jobs: rowsOf(value['jobs']).filter(({ actor }) => actor === name),
  }),
  findings: async (value, scope, source) => ({
    ...value,
    findings: await ownFindings(value['findings'], scope, source),
  }),
};

/** Throws when somebody's scope does not let them ask for this view with these parameters. */
export function checkViewScope(name: string, params: unknown, { access }: Pick<Viewer, 'access'>): void {
  if (!isBounded(access)) return;
  const queue = name === 'queue' && isRecord(params) ? textOf(params['name']) : null;
  const isOwn = Object.hasOwn(NARROWED, name) && (queue === null || matchesAny(access.scope.queues, queue));
  if (!isOwn) throw outsideScope();
}

export function outsideScope(): ViewFault {
  return new ViewFault('out_of_scope', 'This is outside what you may see: you are bound to some queues or tasks.', 403);
}

/** The answer of a view, or of the request that answers the same, as somebody may see it. */
export async function seenView(
  name: string | null,
  value: unknown,
  { access, name: viewer }: Pick<Viewer, 'access' | 'name'>,
  source: Pick<ViewSource, 'reader'>,
): Promise<unknown> {
  let seen = value;
  if (isBounded(access)) {
    const narrow = name !== null && Object.hasOwn(NARROWED, name) ? NARROWED[name] : undefined;
    const narrowed =
      narrow !== undefined && isRecord(value) ? await narrow(value, access.scope, source, viewer) : value;
    // Messages that wait do not repeat the name of their queue, which was asked for by name.
    seen = withinScope(narrowed, name === 'messages' ? { ...access.scope, queues: null } : access.scope);
    // The page of a task is about that task.
    if (isRecord(value) && isRecord(value['task']) && isRecord(seen) && seen['task'] === null) seen = null;
  }
  return may(access, 'view-arguments') ? seen : hideArguments(seen);
}

/** Types of one queue can't be told from those of another. */
function ownTypes(types: unknown, { tasks, queues }: Scope): readonly Json[] {
  return queues === null ? rowsOf(types).filter(({ name }) => matchesAny(tasks, textOf(name))) : [];
}

async function ownFindings(
  findings: unknown,
  scope: Scope,
  { reader }: Pick<ViewSource, 'reader'>,
): Promise<readonly Json[]> {
  const all = rowsOf(findings);
  const isOfTask = ({ subject }: Json): boolean => isRecord(subject) && subject['kind'] === 'task';
  const own = new Set(
    await ownTasks(all.filter(isOfTask), ({ subject }) => recordOf(subject)['id'], scope, { reader }),
  );
  return all.filter((finding) => {
    const { subject } = finding;
    if (!isRecord(subject)) return false;
    const id = textOf(subject['id']);
    if (isOfTask(finding)) return own.has(finding);
    if (subject['kind'] === 'queue') return scope.tasks === null && matchesAny(scope.queues, id);
    return subject['kind'] === 'type' && scope.queues === null && matchesAny(scope.tasks, id);
  });
}

/** Those whose task is within the scope, as it is stored. */
async function ownTasks(
  all: readonly Json[],
  uuidOf: (one: Json) => unknown,
  scope: Scope,
  { reader }: Pick<ViewSource, 'reader'>,
): Promise<readonly Json[]> {
  const uuids = [...new Set(all.map((one) => String(uuidOf(one))))];
  const rows = uuids.length === 0 ? [] : await reader().rowsOf(uuids);
  const own = new Set(rowsOf(withinScope(rows, scope)).map(({ uuid }) => uuid));
  return all.filter((one) => own.has(uuidOf(one)));
}

function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function rowsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
