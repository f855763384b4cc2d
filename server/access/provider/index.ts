import { openGithub } from './github';
import { openOidc } from './oidc';
import type { Provider } from './provider';
import type { ProviderConfig } from './provider-config';

export function openProvider(config: ProviderConfig): Provider {
  return config.kind === 'github' ? openGithub(config) : openOidc(config);
}
