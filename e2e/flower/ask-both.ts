import type { FlowerCase } from './flower-case';
import type { FlowerAnswered } from './flower-row';

/** What the names in braces stand for. */
export type Known = Readonly<Record<string, string>>;

export async function ask(url: string, one: FlowerCase, known: Known): Promise<FlowerAnswered> {
  const path = one.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(valueOf(name, known)));
  const { method = 'GET', form, json, headers = {} } = one;
  const body = form === undefined ? (json === undefined ? null : JSON.stringify(json)) : new URLSearchParams(form);
  const answer = await fetch(url + path, {
    method,
    headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(body === null ? {} : { body }),
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    text: withoutNames(await answer.text(), known),
  };
}

function valueOf(name: string, known: Known): string {
  const value = known[name];
  if (value === undefined) throw new Error(`{${name}} stands for nothing`);
  return value;
}

/** Names that are other ones in each run, as the cases write them. */
function withoutNames(text: string, known: Known): string {
  return text.replaceAll(known['worker'] ?? '', 'WORKER');
}
