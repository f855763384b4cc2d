import { toTaskQuery } from '../views/params';
import { MAX_SELECTION, type Selection } from './control-bodies';
import type { Services } from './endpoint';
import { HttpProblem } from './problem';

/** The uuids that a selection means at this moment, each once; a HttpProblem when there are none or too many. */
export async function selectedTasks(selection: Selection, services: Services): Promise<readonly string[]> {
  const uuids = selection.uuids === undefined ? await matching(selection, services) : [...new Set(selection.uuids)];
  if (uuids.length === 0) throw new HttpProblem(422, 'selection_empty', 'No task matches.');
  if (uuids.length > MAX_SELECTION) {
    throw new HttpProblem(422, 'selection_too_large', `More than ${MAX_SELECTION} tasks match; narrow the filter.`, {
      limit: MAX_SELECTION,
    });
  }
  return uuids;
}

async function matching({ q, from, to }: Selection, services: Services): Promise<readonly string[]> {
  if (q === undefined && from === undefined && to === undefined) {
    throw new HttpProblem(400, 'selection_missing', 'Give uuids, or a filter as q, from and to.');
  }
  const now = services.now();
  // An open end would take in what arrives while this runs.
  const query = toTaskQuery({ q, from, to: to ?? String(now) }, now);
  return services.reader().uuids({ ...query, to: query.to ?? now }, MAX_SELECTION + 1);
}
