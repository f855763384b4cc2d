import { expect, it } from 'vitest';
import { providerConfigOf, type ProviderOptions } from './provider-config';

const OPTIONS: ProviderOptions = {
  authProvider: 'oidc',
  authIssuer: 'https://sso.example.com',
  oauth2Key: 'key',
  oauth2Secret: 'secret',
  oauth2RedirectUri: 'https://celery.example.com/login',
  authScopes: null,
  authGroupsClaim: 'groups',
  gitlabAllowedGroups: [],
  gitlabMinAccessLevel: 20,
};

it.each([
  ['http://sso.example.com', 'without TLS'],
  ['http://169.254.169.254/latest/meta-data', 'an address of the cloud'],
  ['http://127.0.0.1.evil.example', 'a name that looks like this machine'],
  ['http://localhost@evil.example', 'a user that looks like this machine'],
  ['https://ada:secret@sso.example.com', 'a user, which would be told in errors'],
  ['file:///etc/passwd', 'a file'],
  ['gopher://127.0.0.1:6379/', 'another protocol'],
  ['javascript:alert(1)', 'a script'],
])('a provider at %s is refused: %s', (url) => {
  expect(() => providerConfigOf({ ...OPTIONS, authIssuer: url })).toThrow('--auth-issuer');
  expect(() => providerConfigOf({ ...OPTIONS, oauth2RedirectUri: url })).toThrow('--oauth2-redirect-uri');
  expect(() => providerConfigOf({ ...OPTIONS, authIssuer: url })).not.toThrow('secret@');
});

it.each(['https://sso.example.com/realms/main', 'http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])(
  'a provider at %s may be asked',
  (authIssuer) => {
    expect(providerConfigOf({ ...OPTIONS, authIssuer })?.issuer.href).toContain(authIssuer);
  },
);
