'use client';

import { useTranslations } from 'use-intl';
import { CONTENT_TYPES, EXPORT_FORMATS, type ExportFormat } from '@/lib/tasks/export-rows';
import { openFeed } from '../live/open-feed';
import { ExportTrigger, type ExportProps } from './export-trigger';
import { Menu, MenuItem } from './menu';

/** Fetched when it is first opened. */
export function ExportMenu({ name, source }: ExportProps) {
  const t = useTranslations('common.export');
  const save = (format: ExportFormat) => {
    if ('hrefOf' in source) download(source.hrefOf(format), '');
    else saveText(source.textOf(format), format, `${name}-${stamp()}.${format}`);
  };
  return (
    <Menu defaultOpen trigger={<ExportTrigger />}>
      {EXPORT_FORMATS.map((format) => (
        <MenuItem key={format} onSelect={() => save(format)}>
          {t(`as.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function saveText(text: string, format: ExportFormat, file: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: CONTENT_TYPES[format] }));
  download(address, file);
  // The browser has read it once the click is through.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A link, so that the browser keeps the file and shows how far it is. */
function download(href: string, file: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = file;
  document.body.append(link);
  link.click();
  link.remove();
}

function stamp(): string {
  return new Date(openFeed().clock.now() * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
}
