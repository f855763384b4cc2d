import type { FlowerCase } from './flower-case';
import type { FlowerAnswered } from './flower-row';

/** What the names in braces stand for. */
export type Known = Readonly<Record<string, string>>;

/** `own` is what `{own}` stands for: a name that is not the same for both, where the first one would leave a trace. */
export async function ask(url: string, one: FlowerCase, known: Known, own = ''): Promise<FlowerAnswered> {
  const filled = (text: string, written: (value: string) => string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => written(valueOf(name, { ...known, own })));
  const { method = 'GET', json, raw, headers = {} } = one;
  const form = Object.entries(one.form ?? {}).map(([name, text]) => [name, filled(text, String)] as const);
  const written = raw ?? (json === undefined ? null : filled(JSON.stringify(json), String));
  const body = one.form === undefined ? written : toForm(form);
  const answer = await fetch(url + filled(one.path, encodeURIComponent), {
    method,
    headers: { ...(json === undefined && raw === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(body === null ? {} : { body }),
  });
  const text = (await answer.text()).replaceAll(known['worker'] ?? '', 'WORKER');
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    hasEtag: answer.headers.has('etag'),
    text: own === '' ? text : text.replaceAll(own, 'OWN'),
  };
}

function toForm(form: readonly (readonly [string, string])[]): URLSearchParams {
  return new URLSearchParams(Object.fromEntries(form));
}

function valueOf(name: string, known: Known): string {
  const value = known[name];
  if (value === undefined) throw new Error(`{${name}} stands for nothing`);
  return value;
}
