import { seenFilter } from '@/lib/access/seen-filter';
import { isRecord } from '@/lib/celery/bounded';
import type { ViewName } from '@/lib/feed/protocol';
import { actionsView, findingsView, jobsView } from './log';
import { marksView } from './marks';
import { overviewView } from './overview';
import { queuesView, queueView } from './queues';
import { checkViewScope, seenView, seesAll } from './seen-view';
import { seriesView } from './series';
import { statusView } from './status';
import { tasksView, taskView } from './tasks';
import type { ViewInput, ViewSource, Viewer } from './view';
import { ViewFault, type View } from './view';
import { workersView, workerView } from './workers';

/** A view whose parameters were checked: what the feed and `GET /api/v1/views/{view}` work with. */
export interface PreparedView {
  readonly inputs: readonly ViewInput[];
  readonly personal: boolean;
  readonly compute: (source: ViewSource, viewer: Viewer) => unknown;
}

type Prepare = (params: Readonly<Record<string, string>>) => PreparedView;

/** One line for each view. */
const VIEWS: { readonly [N in ViewName]: Prepare } = {
  status: preparer(statusView),
  overview: preparer(overviewView),
  marks: preparer(marksView),
  series: preparer(seriesView),
  workers: preparer(workersView),
  worker: preparer(workerView),
  queues: preparer(queuesView),
  queue: preparer(queueView),
  tasks: preparer(tasksView),
  task: preparer(taskView),
  findings: preparer(findingsView),
  actions: preparer(actionsView),
  jobs: preparer(jobsView),
};

export function isViewName(name: string): name is ViewName {
  return Object.hasOwn(VIEWS, name);
}

/** Throws a ViewFault when the parameters are not that view's. */
export function prepareView(name: ViewName, params: Readonly<Record<string, string>>): PreparedView {
  return VIEWS[name](params);
}

function preparer<N extends ViewName, P>(view: View<N, P>): Prepare {
  return (given) => {
    const parsed = view.params.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new ViewFault('bad_params', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not allowed'}.`, 400);
    }
    const compute = (source: ViewSource, viewer: Viewer): unknown => {
      if (seesAll(viewer)) return view.compute(source, parsed.data, viewer);
      checkViewScope(view.name, parsed.data, viewer);
      const { value } = seenParams(view, parsed.data, viewer, source.now());
      return Promise.resolve(view.compute(source, value, viewer)).then((whole) =>
        seenView(view.name, whole, viewer, source),
      );
    };
    return { inputs: view.inputs, personal: view.personal ?? false, compute };
  };
}

/** A list of tasks is asked for within somebody's scope, so that its pages and counts are of that. */
function seenParams<P>(
  view: { readonly name: ViewName },
  params: P,
  { access }: Viewer,
  now: number,
): { readonly value: P } {
  if (view.name !== 'tasks' || !isRecord(params)) return { value: params };
  const { q } = params;
  const filter = seenFilter(typeof q === 'string' ? q : '', access, now);
  if (!filter.ok) throw new ViewFault('arguments_hidden', filter.hidden, 403);
  return { value: { ...params, q: filter.q } };
}
