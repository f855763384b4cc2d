import type { SiteServices } from './endpoint';
import type { Pages } from './pages';

/** One cluster, served under a prefix of its own. */
export interface Mount {
  /** Its name where there are several. */
  readonly cluster: string | null;
  readonly services: SiteServices;
  readonly urlPrefix: string;
  readonly pages: Pages;
}
