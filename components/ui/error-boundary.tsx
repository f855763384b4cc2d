'use client';

import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ErrorPanel } from './error-panel';

interface PanelBoundaryProps {
  /** The name of the panel, as it stands in the error. */
  readonly name: string;
  readonly children: ReactNode;
}

/** A panel that throws fails alone. */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`panel ${this.props.name}`, error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <Failed name={this.props.name} error={error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Failed({
  name,
  error,
  onRetry,
}: {
  readonly name: string;
  readonly error: Error;
  readonly onRetry: () => void;
}) {
  const t = useTranslations('common');
  return <ErrorPanel title={t('panelFailed', { name })} detail={error.message} onRetry={onRetry} />;
}
