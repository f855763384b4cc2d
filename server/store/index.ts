export { openReader, openWriter } from './sqlite';
