import * as client from 'openid-client';
import { ProviderError } from './provider';

/**
 * What went wrong, without what was said: answers of a provider may hold codes and tokens, and none of it is for a log.
 */
export function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof client.AuthorizationResponseError)
    return new ProviderError('provider_refused', `The provider refused it: ${plain(error.error)}.`);
  if (error instanceof client.ResponseBodyError)
    return new ProviderError('provider_answer', `The provider answered the request with ${plain(error.error)}.`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('OAUTH_') && code !== 'OAUTH_TIMEOUT' && code !== 'OAUTH_RESPONSE_IS_NOT_CONFORM')
    return new ProviderError('provider_answer', `The provider's answer does not hold (${plain(code)}).`);
  return new ProviderError('provider_unreachable', `The provider can't be reached (${plain(code || 'no answer')}).`);
}

function plain(text: string): string {
  return text.replace(/[^\w.-]+/g, ' ').slice(0, 100);
}
