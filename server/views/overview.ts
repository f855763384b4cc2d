import type { z } from 'zod';
import { toWindow, WindowParams } from './params';
import type { View } from './view';

export const overviewView: View<'overview', z.infer<typeof WindowParams>> = {
  name: 'overview',
  params: WindowParams,
  inputs: ['store', 'log', 'clock'],
  compute: (source, params) => source.reader().overview(toWindow(params), source.now()),
};
