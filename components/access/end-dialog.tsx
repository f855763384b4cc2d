'use client';

import { RequestError } from '../controls/request-error';
import { useRequest } from '../controls/use-request';
import { apiPost } from '../live/api';
import { ConfirmFooter } from '../ui/confirm-footer';
import { Dialog } from '../ui/dialog';

interface EndDialogProps {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly path: string;
  readonly onClose: () => void;
}

/** Asks before a token or a session ends. */
export function EndDialog({ title, text, confirm, path, onClose }: EndDialogProps) {
  const { request, run } = useRequest<unknown>();
  const end = () =>
    run(async () => {
      const answer = await apiPost<unknown>(path);
      onClose();
      return answer;
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <ConfirmFooter
          variant="danger-solid"
          confirm={confirm}
          isSending={request.phase === 'sending'}
          onCancel={onClose}
          onConfirm={end}
        />
      }
    >
      <p className="mt-1.5 text-fg-2">{text}</p>
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
