import { CONTROL_CASES, LAST_CASES } from './control-cases';
import type { FlowerCase } from './flower-case';
import { PUBLISH_CASES } from './publish-cases';
import { READING_CASES } from './reading-cases';

/** In the order in which they are asked: what changes something comes after what reads. */
export const ALL_CASES: readonly FlowerCase[] = [...READING_CASES, ...PUBLISH_CASES, ...CONTROL_CASES, ...LAST_CASES];
