import type { JobItem } from '../jobs/job';
import { isoTime, type CsvColumn } from './csv';

/** A task of a job as a line of a table. */
export const JOB_ITEM_COLUMNS: readonly CsvColumn<JobItem>[] = [
  ['n', (item) => item.n],
  ['uuid', (item) => item.uuid],
  ['outcome', (item) => item.outcome],
  ['code', (item) => item.code],
  ['detail', (item) => item.detail],
  ['new_uuid', (item) => item.newUuid],
  ['at', (item) => isoTime(item.at)],
];
