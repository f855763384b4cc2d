import { z } from 'zod';
import { PeriodParam } from './params';
import type { View } from './view';

const Params = z.object({ period: PeriodParam });

export const overviewView: View<'overview', z.infer<typeof Params>> = {
  name: 'overview',
  params: Params,
  inputs: ['store', 'log', 'clock'],
  compute: (source, { period }) => source.reader().overview(period, source.now()),
};
