import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';

const Panel = z.object({
  title: z.string().default(''),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string().default('') })).default([]),
});
const Board = z.object({
  panels: z.array(Panel),
  templating: z.object({ list: z.array(z.object({ definition: z.string().optional() })) }),
});

export interface BoardQuery {
  readonly where: string;
  readonly expression: string;
}

/** The queries of a board of Grafana, with its variables filled in as for all workers, tasks and queues. */
export function boardQueries(file: string): readonly BoardQuery[] {
  const board = Board.parse(JSON.parse(readFileSync(file, 'utf8')));
  const name = basename(file, '.json');
  const panels = board.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({
      where: `${name}: ${title} (${legendFormat})`,
      expression: filledIn(expr),
    })),
  );
  const variables = board.templating.list.flatMap(({ definition }) => {
    const of = /^label_values\((.+), (\w+)\)$/.exec(definition ?? '');
    return of === null
      ? []
      : [{ where: `${name}: the values of ${of[2] ?? ''}`, expression: `count by (${of[2] ?? ''}) (${of[1] ?? ''})` }];
  });
  return [...variables, ...panels];
}

function filledIn(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '30s')
    .replaceAll('$__range', '5m')
    .replace(/\$\{?\w+\}?/g, '.*');
}
