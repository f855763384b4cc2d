import { CollectorError } from '../collector-error';
import { StoreError } from '../store/store';
import { ViewFault } from '../views/view';

/** A request that is refused; it becomes `application/problem+json`. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Sign in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Wrong content type',
  422: 'Can’t be done',
  429: 'Too many attempts',
  500: 'Internal error',
  503: 'Not available now',
  504: 'No answer in time',
};

export function problemBody(problem: HttpProblem, requestId: string): Record<string, unknown> {
  return {
    type: 'about:blank',
    title: TITLES[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    requestId,
    ...problem.extra,
  };
}

/** The one place where errors become HTTP; null: not one of ours, so its text is not for others' eyes. */
export function toProblem(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ViewFault) return new HttpProblem(error.status, error.code, error.message, error.extra);
  if (error instanceof CollectorError) return new HttpProblem(error.status, error.code, error.message);
  if (error instanceof StoreError) return ofStore(error);
  return ofFastify(error);
}

function ofStore(error: StoreError): HttpProblem {
  if (error.code === 'bad_cursor')
    return new HttpProblem(400, 'bad_cursor', 'The cursor is not one of ours.', { field: 'cursor' });
  if (error.code === 'timeout') return new HttpProblem(504, 'store_timeout', error.message);
  if (error.code === 'busy') return new HttpProblem(503, 'store_busy', error.message, {}, { 'retry-after': '2' });
  return new HttpProblem(503, `store_${error.code}`, `The store can't be read: ${error.message}`);
}

const FASTIFY: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', 'The body is larger than is taken.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported_media_type',
    'The body must be JSON (content-type: application/json).',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'bad_json', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'bad_request', 'The content length is not that of the body.'],
  FST_ERR_BAD_URL: [400, 'bad_url', 'The URL can’t be decoded.'],
};

interface FastifyFault {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly validation?: unknown;
  readonly validationContext?: unknown;
}

function ofFastify(error: unknown): HttpProblem | null {
  if (!(error instanceof Error)) return null;
  const fault: FastifyFault & Error = error;
  if (Array.isArray(fault.validation)) return ofValidation(fault.validation, String(fault.validationContext));
  const known = typeof fault.code === 'string' && Object.hasOwn(FASTIFY, fault.code) ? FASTIFY[fault.code] : undefined;
  if (known !== undefined) return new HttpProblem(...known);
  // JSON.parse's own error: a body that is no JSON or that tries to set a prototype.
  if (fault.statusCode === 400) return new HttpProblem(400, 'bad_json', 'The body is not valid JSON.');
  return null;
}

const PLACES: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', body: 'body' };

function ofValidation(issues: readonly unknown[], context: string): HttpProblem {
  const errors = issues.slice(0, 10).map((issue) => {
    const { instancePath, message } = issue as { instancePath?: string; message?: string };
    return {
      in: PLACES[context] ?? context,
      path: (instancePath ?? '').replace(/^\//, ''),
      message: message ?? 'is not allowed',
    };
  });
  const [first] = errors;
  const where = [first?.in, first?.path].filter(Boolean).join(' ');
  return new HttpProblem(400, 'bad_request', `${where}: ${first?.message ?? 'is not allowed'}.`, { errors });
}
