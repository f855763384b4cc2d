import { z } from 'zod';
import { boundedJson } from './bounded-json';
import { ProviderError } from './provider';
import type { ProviderConfig } from './provider-config';

const Groups = z.array(z.object({ full_path: z.string() }));
const PER_PAGE = 100;

/** The groups in which somebody has at least an access level, if an allowed one is among them. */
export async function gitlabGroups(
  { issuer }: ProviderConfig,
  { groups, minAccessLevel }: NonNullable<ProviderConfig['gitlab']>,
  accessToken: string,
): Promise<readonly string[]> {
  const url = new URL('/api/v4/groups', issuer);
  url.searchParams.set('min_access_level', String(minAccessLevel));
  url.searchParams.set('per_page', String(PER_PAGE));
  const parsed = Groups.safeParse(await boundedJson(url, accessToken));
  if (!parsed.success) throw new ProviderError('provider_answer', 'The list of groups can not be read.');
  const paths = parsed.data.map((group) => group.full_path);
  if (paths.some((path) => groups.includes(path))) return paths;
  throw new ProviderError('provider_refused', 'Not a member of any allowed group.');
}
