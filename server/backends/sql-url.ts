/** A SQLAlchemy URL as Celery takes it, `db+postgresql+psycopg2://…`. */
export interface SqlUrl {
  readonly kind: 'postgresql' | 'sqlite' | 'mysql';
  /** Without `db+` and the name of a Python driver. */
  readonly url: string;
  /** Host, port and database, or a file; without credentials. */
  readonly address: string;
}

const KINDS: Readonly<Record<string, SqlUrl['kind']>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  sqlite: 'sqlite',
  mysql: 'mysql',
  mariadb: 'mysql',
};

/** null for what is none, or of a database that is not read here. */
export function parseSqlUrl(text: string): SqlUrl | null {
  const match = /^db\+([a-z]+)(?:\+\w+)?:\/\/(.*)$/s.exec(text);
  const kind = KINDS[match?.[1] ?? ''];
  const rest = match?.[2];
  if (kind === undefined || rest === undefined || text.length > 4000) return null;
  if (kind === 'sqlite') {
    const [path = ''] = rest.split('?', 1);
    // Three slashes lead to a place beside the worker, four to one that is named from the root.
    return { kind, url: path.replace(/^\//, ''), address: path.replace(/^\//, '') };
  }
  const url = `${kind}://${rest}`;
  if (!URL.canParse(url)) return null;
  const { hostname, port, pathname } = new URL(url);
  return { kind, url, address: `${hostname}${port === '' ? '' : `:${port}`}${pathname}` };
}
