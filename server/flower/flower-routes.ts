import type { FlowerEndpoint } from './flower-endpoint';
import { taskTypes } from './handlers/task-types';

/** Every request of Flower's. */
export const FLOWER_ENDPOINTS: readonly FlowerEndpoint[] = [taskTypes];
