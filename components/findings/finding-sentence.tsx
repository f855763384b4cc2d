import type { FindingView } from '@/lib/api/views';
import { MessageText } from '../ui/message-text';

/** What is wrong, in one sentence. */
export function FindingSentence({ finding }: { readonly finding: FindingView }) {
  return <MessageText message={finding.messages.sentence} fallback={finding.sentence} />;
}
