import type { CollectorCalls } from '../collector/messages';
import { ControlError, type ControlContext } from './control-context';

export function retryPreview(
  _context: ControlContext,
  _uuid: string,
): Promise<CollectorCalls['retryPreview']['response']> {
  return Promise.reject(new ControlError('args_unknown', 'The original arguments are not known.', 409));
}
export function retry(
  _context: ControlContext,
  _request: CollectorCalls['retry']['request'],
): Promise<CollectorCalls['retry']['response']> {
  return Promise.reject(new ControlError('args_unknown', 'The original arguments are not known.', 409));
}
