import { StoreError } from '../store';

/** What PostgreSQL reports: five letters, the first two its class. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function isTimeout(error: unknown): boolean {
  return error instanceof StoreError ? error.code === 'timeout' : codeOf(error) === '57014';
}

const DATABASE_CODE = /^[0-9A-Z]{5}$/;
const OUT_OF_DISK = ['53100', '53200'];
const NOT_ALLOWED = ['25006', '42501'];
const BUSY = ['55P03', '40001', '40P01'];

/** A value that no column takes: the fault of a row, not of the database. */
function isBadRow(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return /^(?:22|23|54)/.test(codeOf(error)) && DATABASE_CODE.test(codeOf(error));
}

/** Says in the store's words what went wrong; `where` names the database without its password. */
export function toStoreError(error: unknown, where: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const reason = error instanceof Error && error.message !== '' ? error.message : code || 'unknown error';
  const told = (kind: StoreError['code'], text: string): StoreError => new StoreError(kind, text, { cause: error });
  if (isTimeout(error)) return told('timeout', 'The store took too long to answer; narrow the filter or the time.');
  if (isBadRow(error)) return told('bad_row', reason);
  if (OUT_OF_DISK.includes(code)) return told('full', `The disk of the database at ${where} is full.`);
  if (NOT_ALLOWED.includes(code)) return told('read_only', `The database at ${where} can't be written (${reason}).`);
  if (BUSY.includes(code)) return told('locked', `The database at ${where} is in use by another program (${reason}).`);
  const isReached = DATABASE_CODE.test(code);
  return told('io', `The database at ${where} ${isReached ? 'failed' : "can't be used"}: ${reason}`);
}
