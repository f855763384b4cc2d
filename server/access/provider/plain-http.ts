import * as client from 'openid-client';

/**
 * Lets a provider of this machine be asked without TLS. The library marks its switch as deprecated so that it stands out;
 * providers elsewhere never come here, since their address must be https.
 */
export function allowPlainHttp(at: client.Configuration): void {
  const allow: unknown = Reflect.get(client, 'allowInsecureRequests');
  if (typeof allow === 'function') Reflect.apply(allow, undefined, [at]);
}
