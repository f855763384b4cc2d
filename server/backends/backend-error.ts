import { BrokerError } from '../brokers/broker';

/** A driver that this installation lacks. */
export function driverMissing(what: string, name: string, cause: unknown): BrokerError {
  return new BrokerError(
    'driver_missing',
    `Results in ${what} need the package "${name}", which is not installed beside Celeryscope: npm install ${name}.`,
    { cause },
  );
}

/** What went wrong at a result backend, in its own words but without what may hold a password. */
export function backendError(what: string, address: string, error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  const code = codeOf(error);
  return new BrokerError(code, `The result backend (${what} at ${address}) could not be asked: ${code}.`, {
    cause: error,
  });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number'))
    return String(error.code).slice(0, 60);
  return 'name' in error && typeof error.name === 'string' ? error.name.slice(0, 60) : 'unknown';
}
