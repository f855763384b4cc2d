import { isRecord } from '@/lib/celery/bounded';
import { FlowerError } from './flower-error';

const TRUE: readonly string[] = ['y', 'yes', 't', 'true', 'on', '1'];
const FALSE: readonly string[] = ['n', 'no', 'f', 'false', 'off', '0'];

/** The parameters of a request of Flower's; null is "not given". What can't be read as asked for is a 400. */
export class FlowerParams {
  constructor(private readonly values: ReadonlyMap<string, string>) {}

  text(name: string): string | null {
    return this.values.get(name) ?? null;
  }

  bool(name: string): boolean | null {
    const given = this.text(name);
    if (given === null) return null;
    const word = given.toLowerCase();
    if (TRUE.includes(word)) return true;
    if (FALSE.includes(word)) return false;
    throw invalid(given, 'bool');
  }

  int(name: string): number | null {
    const given = this.text(name);
    if (given === null) return null;
    const value = Number(given);
    if (!/^[+-]?\d+$/.test(given) || !Number.isSafeInteger(value)) throw invalid(given, 'int');
    return value;
  }

  float(name: string): number | null {
    const given = this.text(name);
    if (given === null) return null;
    const value = Number(given);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) || !Number.isFinite(value)) throw invalid(given, 'float');
    return value;
  }

  /** A whole number that must be there. */
  requiredInt(name: string): number {
    const value = this.int(name);
    if (value === null) throw invalid(null, 'int');
    return value;
  }
}

/** In Flower's words, which name a missing one by the empty list that stands for it there. */
function invalid(given: string | null, type: string): FlowerError {
  return new FlowerError(400, `Invalid argument '${given === null ? '[]' : given.slice(0, 200)}' of type '${type}'`);
}

/** Reads the query and then the body, which wins: a form of either kind, or an object of JSON. */
export async function readFlowerParams(url: string, contentType: string, body: Buffer): Promise<FlowerParams> {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const given = [...new URLSearchParams(query), ...(await bodyParams(contentType, body))];
  // Control characters become spaces, but for those that are space.
  return new FlowerParams(new Map(given.map(([name, text]) => [name, text.replace(/[^\P{Cc}\t\n\r]/gu, ' ').trim()])));
}

type Pairs = readonly (readonly [name: string, text: string])[];

async function bodyParams(contentType: string, body: Buffer): Promise<Pairs> {
  if (body.length === 0) return [];
  const [kind = ''] = contentType.toLowerCase().split(';', 1);
  switch (kind.trim()) {
    case 'application/x-www-form-urlencoded':
      return [...new URLSearchParams(body.toString('utf8'))];
    case 'multipart/form-data':
      return multipart(contentType, body);
    case 'application/json':
      return ofJson(body.toString('utf8'));
    default:
      return [];
  }
}

async function multipart(contentType: string, body: Buffer): Promise<Pairs> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    return [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  } catch {
    throw new FlowerError(400, 'The body is not the form that its content type promises');
  }
}

function ofJson(text: string): Pairs {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FlowerError(400, 'The body is not valid JSON');
  }
  // Lists and objects belong to a task that is to be sent: they are no parameters.
  return isRecord(value)
    ? Object.entries(value).flatMap(([name, item]) => (isPlain(item) ? [[name, String(item)] as const] : []))
    : [];
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
