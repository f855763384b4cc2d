import { z } from 'zod';
import { Pattern } from '@/lib/access/access-file';
import { ROLES } from '@/lib/access/policy';
import { defineEndpoint, type Services } from '../../endpoint';
import { HttpProblem } from '../../problem';

const IssuedToken = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  queues: z.array(z.string()).nullable(),
  tasks: z.array(z.string()).nullable(),
  createdAt: z.number(),
  createdBy: z.string(),
  ending: z.string(),
  expiresAt: z.number().nullable(),
  usedAt: z.number().nullable(),
});

export const listTokens = defineEndpoint({
  method: 'GET',
  path: '/api/v1/access/tokens',
  permission: 'view',
  reads: 'manage-tokens',
  summary: 'The API tokens that were issued; the tokens themselves are not kept',
  answers: { 200: z.object({ tokens: z.array(IssuedToken) }) },
  handle: async (_call, services) => ({ tokens: await keptOf(services).tokens.list() }),
});

const MAX_DAYS = 3_650;
const Patterns = z.array(Pattern).min(1).max(100).nullable().default(null);

export const createToken = defineEndpoint({
  method: 'POST',
  path: '/api/v1/access/tokens',
  permission: 'control',
  action: 'create-token',
  summary: 'Issues an API token; it is in this answer and nowhere else',
  body: z.object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[^\p{C}]*$/u, 'must be plain text'),
    role: z.enum(ROLES),
    queues: Patterns,
    tasks: Patterns,
    expiresInDays: z.int().min(1).max(MAX_DAYS).nullable().default(90),
  }),
  answers: { 200: z.object({ token: z.string(), issued: IssuedToken }) },
  async handle({ body: { expiresInDays, ...given }, principal }, services) {
    const expiresAt = expiresInDays === null ? null : services.now() + expiresInDays * 86_400;
    const created = await keptOf(services).tokens.create({ ...given, expiresAt, createdBy: principal.name });
    if (created === null) throw new HttpProblem(422, 'too_many_tokens', 'There are 500 tokens: revoke some first.');
    const { name, role, id } = created.issued;
    await services.recordAccess({
      name: 'create-token',
      actor: principal.name,
      address: principal.address,
      subject: name,
      outcome: 'done',
      summary: `issued a token for ${role}`,
      parameters: { id, role, expiresInDays: String(expiresInDays ?? 'never') },
    });
    return created;
  },
});

export const revokeToken = defineEndpoint({
  method: 'POST',
  path: '/api/v1/access/tokens/:id/revoke',
  permission: 'control',
  action: 'revoke-token',
  summary: 'Ends an API token at once',
  params: z.object({ id: z.string().max(64) }),
  answers: { 200: z.object({ revoked: z.boolean() }) },
  async handle({ params: { id }, principal }, services) {
    const token = await keptOf(services).tokens.revoke(id);
    if (token === null) throw new HttpProblem(404, 'token_unknown', 'There is no such token.');
    const { name: actor, address } = principal;
    const entry = { actor, address, subject: token.name, summary: 'revoked a token', parameters: { id } };
    await services.recordAccess({ ...entry, name: 'revoke-token', outcome: 'done' });
    return { revoked: true };
  },
});

export function keptOf({ access }: Services): NonNullable<Services['access']['kept']> {
  if (access.kept !== null) return access.kept;
  throw new HttpProblem(409, 'no_access_control', 'Nobody is asked who they are here, so there is nothing to manage.');
}
