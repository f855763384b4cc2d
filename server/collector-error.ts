/** A call that the collector refused or did not answer. */
export class CollectorError extends Error {
  override readonly name = 'CollectorError';
  constructor(
    readonly code: string,
    message: string,
    /** The HTTP status that it becomes. */
    readonly status: number,
  ) {
    super(message);
  }
}
