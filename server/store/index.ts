export { backUp } from './sqlite/back-up';
export { openReaderPool } from './reading/reader-pool';
export { expectNoWriter, openReader, openWriter } from './sqlite';
