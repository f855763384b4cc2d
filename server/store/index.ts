export { openReaderPool } from './reading/reader-pool';
export { openReader, openWriter } from './sqlite';
