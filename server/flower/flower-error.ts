import { toProblem, type HttpProblem } from '../http/problem';

/** An answer that is not 200, as Flower writes it: a short plain text, nothing, or JSON where `body` is no text. */
export class FlowerError extends Error {
  override readonly name = 'FlowerError';
  constructor(
    readonly status: number,
    readonly body: string | Readonly<Record<string, unknown>>,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

export const GATE_TEXT =
  'FLOWER_UNAUTHENTICATED_API environment variable is required to enable API without authentication';

/** Texts that scripts may compare, by the code of our own refusal. */
const TEXTS: Readonly<Record<string, string>> = {
  gate_closed: GATE_TEXT,
  read_only: 'Read only mode is enabled',
  not_found: '',
  broker_unavailable: 'Broker or result backend unavailable',
};
/** Without a text in the API: there Flower sends none when a password is wrong or missing. */
const SIGN_IN: readonly string[] = ['credentials_needed', 'wrong_credentials'];

/** What is told of any error; null: not one of ours, so its text is not for others' eyes. */
export function toFlowerError(error: unknown, isApi: boolean): FlowerError | null {
  if (error instanceof FlowerError) return error;
  const problem = toProblem(error);
  return problem === null ? null : ofProblem(problem, isApi);
}

function ofProblem({ status, code, message, headers }: HttpProblem, isApi: boolean): FlowerError {
  if (SIGN_IN.includes(code)) return new FlowerError(status, isApi ? '' : 'Access denied', headers);
  return new FlowerError(status, TEXTS[code] ?? message, headers);
}
