import type { IncomingHttpHeaders } from 'node:http';
import { neededRole, type Access } from '@/lib/access/access';
import { holdsForAllClusters, roleMay } from '@/lib/access/policy';
import { HttpProblem } from './problem';

const CHALLENGE = { 'www-authenticate': 'Basic realm="Celeryscope", charset="UTF-8"' };

/** A refusal of somebody who is known, for the audit log. */
export class RefusedPrincipal extends HttpProblem {
  constructor(
    readonly actor: string,
    code: string,
    message: string,
    extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(403, code, message, extra);
  }
}

/** Asks for a password; not of a script of a page, whose browser would then ask for one in a window of its own. */
function challengeOf(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const mode = headers['sec-fetch-mode'];
  // Browsers tell the mode to HTTPS and to their own machine only; our pages say themselves that they ask.
  const byScript = headers['x-requested-with'] !== undefined || (mode !== undefined && mode !== 'navigate');
  return byScript ? {} : CHALLENGE;
}

export function credentialsNeeded(headers: IncomingHttpHeaders): HttpProblem {
  const text = 'This needs a user and password, or a token.';
  return new HttpProblem(401, 'credentials_needed', text, {}, challengeOf(headers));
}

/** `headers`: those that they came in; null: they came from the login page, which asks again itself. */
export function credentialsWrong(headers: IncomingHttpHeaders | null): HttpProblem {
  const text = 'The name or the password is wrong.';
  return new HttpProblem(401, 'wrong_credentials', text, {}, headers === null ? {} : challengeOf(headers));
}

export function tooManyAttempts(waitSeconds: number): HttpProblem {
  const headers = { 'retry-after': String(waitSeconds) };
  const text = `Too many wrong passwords; try again in ${waitSeconds} s.`;
  return new HttpProblem(429, 'too_many_attempts', text, { waitSeconds }, headers);
}

export function certificateNeeded(): HttpProblem {
  return new HttpProblem(401, 'certificate_needed', 'This needs a certificate that --ca-certs knows.');
}

export function unknownHost(): HttpProblem {
  return new HttpProblem(
    403,
    'unknown_host',
    'It was called by a name that it does not know; name it with --allowed-hosts.',
  );
}

export function crossOrigin(actor: string): HttpProblem {
  return new RefusedPrincipal(
    actor,
    'cross_origin',
    'The request came from a page of another site. Where that page is ours behind a proxy, the proxy must pass the Host header on, or --allowed-hosts name the host of the page.',
  );
}

export function readOnly(actor: string): HttpProblem {
  return new RefusedPrincipal(
    actor,
    'read_only',
    'Controls need the permission "control", which --read-only withholds.',
    { permission: 'control' },
  );
}

/** Somebody is known, and has no role at all. */
export function noRole(actor: string): HttpProblem {
  return new RefusedPrincipal(actor, 'no_role', `${actor} is signed in but has no role here.`);
}

export function notPermitted(actor: string, access: Access, capability: string): HttpProblem {
  const { role, isHereOnly } = access;
  const needs = neededRole(access, capability);
  const text =
    needs === null
      ? 'Nobody may do this: the policy does not name it.'
      : roleMay(role, capability) && holdsForAllClusters(capability) && isHereOnly === true
        ? `This holds for all clusters: it needs the role ${needs} in each of them, without a scope.`
        : `This needs the role ${needs}; ${actor} is ${role}.`;
  return new RefusedPrincipal(actor, 'not_permitted', text, { permission: capability, role, needs });
}

export function outOfScope(actor: string): HttpProblem {
  return new RefusedPrincipal(actor, 'out_of_scope', `This is outside what ${actor} may see or change.`);
}
