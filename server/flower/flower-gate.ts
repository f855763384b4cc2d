import { HttpProblem } from '../http/problem';
import { GATE_TEXT } from './flower-error';

/** What decides who may use Flower's API, beside what holds for every request. */
export interface FlowerRules {
  /** Nobody is asked who he is. */
  readonly isOpen: boolean;
  /** The owner said that the API may be used all the same. */
  readonly unauthenticatedApi: boolean;
  /** Pages of these hosts may read the answers. */
  readonly allowedHosts: readonly string[];
}

/** Flower's API is closed to all while nobody signs in, unless its owner opened it. */
export function passGate({ isOpen, unauthenticatedApi }: FlowerRules): void {
  if (isOpen && !unauthenticatedApi) throw new HttpProblem(401, 'gate_closed', GATE_TEXT);
}
