import type { z } from 'zod';
import type { SeriesScope } from '../store/store';
import { EntityName, toWindow, WindowParams } from './params';
import { ViewFault, type View } from './view';

export const SeriesParams = WindowParams.extend({
  name: EntityName.optional(),
  queue: EntityName.optional(),
  worker: EntityName.optional(),
});

/** What ended of a type, in a queue, of a type in a queue, on a worker, or of all. */
export const seriesView: View<'series', z.infer<typeof SeriesParams>> = {
  name: 'series',
  params: SeriesParams,
  inputs: ['store', 'clock'],
  compute(source, { name, queue, worker, ...window }) {
    if (worker !== undefined && (name !== undefined || queue !== undefined)) {
      throw new ViewFault('bad_params', 'worker: it is counted by itself, not together with a name or a queue.', 400);
    }
    const scope: SeriesScope = {
      ...(name === undefined ? {} : { name }),
      ...(queue === undefined ? {} : { queue }),
      ...(worker === undefined ? {} : { worker }),
    };
    return source.reader().seriesOf(scope, toWindow(window), source.now());
  },
};
