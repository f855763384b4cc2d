import { workerHref } from './hrefs';
import { TextLink } from './text-link';

interface WorkerLinkProps {
  readonly hostname: string;
  readonly className?: string;
}

/** The name of a worker that leads to its page. */
export function WorkerLink({ hostname, className = '' }: WorkerLinkProps) {
  return (
    <TextLink href={workerHref(hostname)} variant="name" className={className}>
      {hostname}
    </TextLink>
  );
}
