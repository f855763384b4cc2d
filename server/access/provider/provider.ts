/** What has to be remembered while somebody is at the provider. */
export interface Journey {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Somebody whom the provider vouches for. */
export interface Vouched {
  /** Verified ones only, the first one first. */
  readonly emails: readonly string[];
  readonly groups: readonly string[];
}

export interface Provider {
  /** What the button says. */
  readonly label: string;
  /** Where the browser goes. */
  start(journey: Journey): Promise<URL>;
  /** Who came back; rejects with a ProviderError. `query` is what the browser brought. */
  finish(query: URLSearchParams, journey: Journey): Promise<Vouched>;
}

export type ProviderFault = 'provider_unreachable' | 'provider_refused' | 'provider_answer' | 'email_unverified';

/** Why nobody could be signed in; the page puts the code into words. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  constructor(
    readonly code: ProviderFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
