'use client';

import dynamic from 'next/dynamic';
import { Deferred } from '../layout/deferred';
import { ExportTrigger, type ExportProps } from './export-trigger';

const ExportMenu = dynamic(() => import('./export-menu').then((module) => module.ExportMenu), {
  ssr: false,
  loading: () => <ExportTrigger />,
});

/** The list as it is filtered now, as a file. */
export function ExportButton(props: ExportProps) {
  return <Deferred closed={(open) => <ExportTrigger onClick={open} />} opened={<ExportMenu {...props} />} />;
}
