import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { temporaryFolder } from './program';
import { freePort, waitFor } from './redis-server';

const Answer = z.object({ status: z.literal('success'), data: z.unknown() });
const Result = z.object({ result: z.array(z.unknown()) });
const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({ name: z.string(), health: z.string(), lastError: z.string().optional(), state: z.string() }),
      ),
    }),
  ),
});
export type RuleState = z.infer<typeof Rules>['groups'][number]['rules'][number];

export interface PrometheusServer {
  /** The series that a query gives; throws where it is refused. */
  query(expression: string): Promise<readonly unknown[]>;
  rules(): Promise<readonly RuleState[]>;
  stop(): Promise<void>;
}

/** The folder of prometheus and promtool. */
export function prometheusFolder(): string {
  const folder = process.env['CELERYSCOPE_TEST_PROMETHEUS'];
  if (folder === undefined || !existsSync(join(folder, 'promtool')))
    throw new Error(
      'no Prometheus: npm run metrics-check brings one, or set CELERYSCOPE_TEST_PROMETHEUS to its folder',
    );
  return folder;
}

/** Runs promtool to its end; its whole output and exit code. */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly code: number | null; readonly output: string } {
  const ran = spawnSync(join(prometheusFolder(), 'promtool'), args, { input, encoding: 'utf8', maxBuffer: 1e8 });
  return { code: ran.status, output: `${ran.stdout}${ran.stderr}` };
}

/** A Prometheus of our own that scrapes one address each second. */
export async function startPrometheus(target: URL, ruleFiles: readonly string[]): Promise<PrometheusServer> {
  const folder = temporaryFolder();
  const port = await freePort();
  const config = join(folder.path, 'prometheus.json');
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ruleFiles,
      scrape_configs: [
        { job_name: 'celeryscope', metrics_path: target.pathname, static_configs: [{ targets: [target.host] }] },
      ],
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    join(prometheusFolder(), 'prometheus'),
    [`--config.file=${config}`, `--storage.tsdb.path=${folder.path}/data`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-10_000)));
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`);
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(body));
    return Answer.parse(body).data;
  };
  await waitFor(
    () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok || null,
        () => null,
      ),
    () => `Prometheus:\n${log}`,
  );
  return {
    query: async (expression) =>
      Result.parse(await get(`/api/v1/query?query=${encodeURIComponent(expression)}`)).result,
    rules: async () => Rules.parse(await get('/api/v1/rules')).groups.flatMap(({ rules }) => rules),
    async stop() {
      child.kill('SIGTERM');
      await exited;
      folder.remove();
    },
  };
}
