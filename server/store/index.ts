export { backUp } from './sqlite/back-up';
export { openReaderPool } from './reading/reader-pool';
export { expectNoWriter, openReader } from './sqlite';
export { openThreadedWriter } from './writing/threaded-writer';
