import { ProviderError } from './provider';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/** Asks a provider's own API with a token of somebody who signs in. It follows no redirect, which could lead anywhere. */
export async function boundedJson(url: URL, accessToken: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json',
        'user-agent': 'celeryscope',
      },
    });
  } catch (error) {
    throw new ProviderError('provider_unreachable', `${url.host} can't be reached.`, { cause: error });
  }
  if (!response.ok) throw new ProviderError('provider_answer', `${url.host} answered ${response.status}.`);
  const bytes: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new ProviderError('provider_answer', `${url.host} answered with too much.`);
    bytes.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(bytes).toString('utf8'));
  } catch (error) {
    throw new ProviderError('provider_answer', `${url.host} answered with what is no JSON.`, { cause: error });
  }
}
