export { openReader, openWriter, type OpenReaderOptions, type OpenWriterOptions } from './sqlite';
