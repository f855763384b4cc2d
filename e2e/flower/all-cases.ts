import type { FlowerCase } from './flower-case';
import { READING_CASES } from './reading-cases';

/** In the order in which they are asked: what changes something comes after what reads. */
export const ALL_CASES: readonly FlowerCase[] = [...READING_CASES];
