/** What was asked for can't be done; the message is the one line that the user sees. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'bad_config';
}
