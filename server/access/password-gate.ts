import type { IncomingHttpHeaders } from 'node:http';
import { Attempts } from '../http/attempts';
import { identify, type Credentials, type Presented } from '../http/credentials';
import { credentialsWrong, tooManyAttempts } from '../http/refusals';

/** The one place where a password or token is compared, however it came: guesses are counted here, and slowed down. */
export class PasswordGate {
  readonly #failures: Attempts;

  constructor(
    private readonly credentials: Credentials,
    now: () => number,
  ) {
    this.#failures = new Attempts(now);
  }

  /** Throws when too many were wrong, also for the right one: a guesser learns nothing from an answer. */
  expectPatience(address: string, as: string): void {
    const waitSeconds = this.#failures.waitSeconds(address, as);
    if (waitSeconds > 0) throw tooManyAttempts(waitSeconds);
  }

  /** Counts a failure, and says that it was one. `headers`: those that it came in, null from the login page. */
  fail(address: string, as: string, headers: IncomingHttpHeaders | null): never {
    this.#failures.count(address, as);
    throw credentialsWrong(headers);
  }

  /** Who has these; null: nobody among the configured ones. */
  known(presented: Presented): { readonly kind: 'user' | 'token'; readonly name: string } | null {
    return identify(presented, this.credentials);
  }

  passwordOf(kind: 'user' | 'token', name: string): string | null {
    const { users, tokens } = this.credentials;
    if (kind === 'token') return tokens.find((token) => token.name === name)?.token ?? null;
    return users.find((user) => user.name === name)?.password ?? null;
  }
}
