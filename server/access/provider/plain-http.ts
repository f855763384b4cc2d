import * as client from 'openid-client';

type Allow = (at: client.Configuration) => void;

/**
 * Lets a provider of this machine be asked without TLS. The library marks its switch as deprecated so that it stands out;
 * providers elsewhere never come here, since their address must be https.
 */
export const PLAIN_HTTP: readonly Allow[] = [Reflect.get(client, 'allowInsecureRequests')];
