import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig, type Config } from '../config';
import { health } from '../http/handlers/health';

const folder = fileURLToPath(new URL('../../docs/deploy/', import.meta.url));
const read = (name: string): string => readFileSync(folder + name, 'utf8');
const BOUND = '--max-semi-space-size=4';

type Environment = Readonly<Record<string, string>>;

/** What whoever uses the files gives. */
const GIVEN: Environment = {
  CELERYSCOPE_BROKER_URL: 'redis://broker:6379/0',
  CELERYSCOPE_SHARE: 'redis://:pass@share:6379/0',
  CELERYSCOPE_STORE: 'postgres://ada:pass@db:5432/celeryscope',
  CELERYSCOPE_BASIC_AUTH: 'ada:secret',
};
const PLACES: Environment = { BROKER_URL: 'redis://broker:6379/0', USERS: 'ada:secret', SHARE_PASSWORD: 'pass' };

/** As the program reads them; a word that it does not understand, or only warns of, fails. */
function start(args: readonly string[], env: Environment): Config {
  const config = readConfig({
    args,
    env,
    readFile() {
      throw Object.assign(new Error('not there'), { code: 'ENOENT' });
    },
  });
  expect(config.warnings).toEqual([]);
  return config;
}

/** What the image sets. */
const IMAGE: Environment = Object.fromEntries(
  [...read('Dockerfile').matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) =>
    line.split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  ),
);

describe('the image', () => {
  it('listens on all addresses, keeps its data in the volume, and bounds its memory', () => {
    expect(start([], { ...IMAGE, ...GIVEN })).toMatchObject({ host: '0.0.0.0', dataDir: '/data', logFormat: 'json' });
    expect(IMAGE.NODE_OPTIONS).toBe(BOUND);
    expect(() => start([], IMAGE)).toThrow('--no-auth');
  });

  it('is asked for its health where it answers', () => {
    expect(read('Dockerfile')).toContain(`http://127.0.0.1:${start([], GIVEN).port}${health.path}'`);
  });
});

describe('a unit of systemd', () => {
  const units = readdirSync(folder).filter((name) => name.endsWith('.service'));

  it.each(units)('%s starts what its name says, with what its file of variables holds', (name) => {
    const text = read(name);
    const [, line = ''] = /^ExecStart=\/usr\/bin\/celeryscope (.+)$/m.exec(text) ?? [];
    const env = Object.fromEntries(Object.entries(GIVEN).filter(([variable]) => text.includes(variable)));
    const config = start(line.replace('%i', '5561').split(' '), env);
    expect(config.command).toBe(/-(collector|web)/.exec(name)?.[1] ?? 'watch');
    expect(config.dataDir).toBe(`/var/lib/${/^StateDirectory=(.+)$/m.exec(text)?.[1]}`);
    expect(text).toContain(`Environment=NODE_OPTIONS=${BOUND}\n`);
  });
});

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.string().optional(),
      environment: z.record(z.string(), z.string()).optional(),
      volumes: z.array(z.string()).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});

describe('docker compose', () => {
  it.each([
    ['compose.yaml', ['watch']],
    ['compose-apart.yaml', ['collector', 'web']],
  ])('%s starts %j', (name, commands) => {
    const filled = read(name).replace(/\$\{(\w+)\}/g, (_, place: string) => PLACES[place] ?? '');
    const { services, volumes } = Compose.parse(parse(filled));
    const ours = Object.values(services).filter(({ image }) => image === 'celeryscope');
    const started = ours.map(({ command, environment }) =>
      start(command?.split(' ') ?? [], { ...IMAGE, ...environment }),
    );
    expect(started.map(({ command }) => command)).toEqual(commands);
    for (const { volumes: mounts = [] } of ours)
      for (const mount of mounts) {
        const [volume = '', place] = mount.split(':');
        expect(Object.keys(volumes)).toContain(volume);
        expect(place).toBe(IMAGE.CELERYSCOPE_DATA_DIR);
      }
  });
});

const Named = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) });
const Secret = z.object({ stringData: z.record(z.string(), z.string()) });
const Probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const Deployment = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.object({ app: z.string() }) }),
      spec: z.object({
        containers: z.tuple([
          z.object({
            args: z.array(z.string()),
            envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })),
            ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
            livenessProbe: Probe,
            readinessProbe: Probe,
            volumeMounts: z.tuple([z.object({ name: z.string(), mountPath: z.string() })]),
          }),
        ]),
        volumes: z.tuple([z.object({ name: z.string(), persistentVolumeClaim: z.object({ claimName: z.string() }) })]),
      }),
    }),
  }),
});
const Service = z.object({
  spec: z.object({ selector: z.object({ app: z.string() }), ports: z.array(z.object({ targetPort: z.string() })) }),
});

describe('the manifest of Kubernetes', () => {
  const documents = parseAllDocuments(read('kubernetes.yaml'), { strict: true });
  const objects = documents.map((document) => z.unknown().parse(document.toJS()));
  const of = (kind: string): unknown => objects.find((object) => Named.parse(object).kind === kind);
  const { spec } = Deployment.parse(of('Deployment')).spec.template;
  const [container] = spec.containers;

  it('is YAML', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  });

  it('starts, beside the variables that Kubernetes sets for its service', () => {
    const { stringData } = Secret.parse(of('Secret'));
    const service = { CELERYSCOPE_PORT: 'tcp://10.0.0.3:80', CELERYSCOPE_SERVICE_HOST: '10.0.0.3' };
    const config = start(container.args, { ...IMAGE, ...stringData, ...service });
    expect(container.ports).toEqual([{ name: 'http', containerPort: config.port }]);
    expect(container.volumeMounts[0].mountPath).toBe(config.dataDir);
  });

  it('names only what is there', () => {
    const { name } = Named.parse(of('Secret')).metadata;
    expect(container.envFrom).toEqual([{ secretRef: { name } }]);
    const claim = Named.parse(of('PersistentVolumeClaim')).metadata.name;
    expect(spec.volumes).toEqual([
      { name: container.volumeMounts[0].name, persistentVolumeClaim: { claimName: claim } },
    ]);
    for (const { httpGet } of [container.livenessProbe, container.readinessProbe])
      expect(httpGet).toEqual({ path: health.path, port: 'http' });
    const service = Service.parse(of('Service')).spec;
    expect(service.selector).toEqual(Deployment.parse(of('Deployment')).spec.template.metadata.labels);
    expect(service.ports[0]?.targetPort).toBe('http');
  });
});

describe('the proxy', () => {
  it('serves what Celeryscope is told to be called', () => {
    const text = read('nginx.conf');
    const [, line = ''] = /celeryscope (--.+) …/.exec(text) ?? [];
    const { urlPrefix, allowedHosts } = start(line.split(' '), GIVEN);
    expect(text).toContain(`location ${urlPrefix} {`);
    expect(text).toContain(`server_name ${allowedHosts[0]};`);
  });
});
