const begin = '<!-- options: npm run readme -->\n';
const end = '<!-- /options -->';

/** The README with this table between its two marks. @param {string} readme @param {string} table */
export function withOptions(readme, table) {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error('README.md has lost the marks around its options.');
  return `${readme.slice(0, from + begin.length)}\n${table.trim()}\n\n${readme.slice(to)}`;
}
