import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Member, ResetLink } from '../../../../src/api/people.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Copied } from '../../parts/copied.tsx';
import { Moment } from '../../parts/day.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError } from '../../parts/states.tsx';
import { Tooltip } from '../../parts/tooltip.tsx';

/** A link to a new password, for somebody who forgot theirs. Nothing is sent from here: the owner hands it over. */
export function NewPassword({ member: { id, name } }: { readonly member: Member }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const make = useMutation({ mutationFn: () => ask<ResetLink>(`/v1/members/${id}/reset`, { method: 'POST' }) });
  const open = (): void => {
    make.reset();
    setOpen(true);
  };
  return (
    <>
      <Tooltip text="New password">
        <Button look="quiet" size="icon" aria-label={`A new password for ${name}`} onClick={open}>
          <KeyRound aria-hidden />
        </Button>
      </Tooltip>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={
          make.data === undefined ? (
            <>
              A new password for <bdi>{name}</bdi>?
            </>
          ) : (
            'Hand this link over'
          )
        }
        actions={
          make.data === undefined ? (
            <>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button look="primary" isBusy={make.isPending} onClick={() => make.mutate()}>
                Make the link
              </Button>
            </>
          ) : (
            <Button onClick={() => setOpen(false)}>Done</Button>
          )
        }
      >
        {make.data === undefined ? (
          <div className="flex flex-col gap-3 text-sm text-soft">
            <p>
              You get a link that works once, for a day. Whoever opens it chooses a new password for <bdi>{name}</bdi>; until then the old
              one goes on working.
            </p>
            <FormError error={make.error} />
          </div>
        ) : (
          <div className="flex flex-col gap-3 text-sm text-soft">
            <Copied text={make.data.link} label="Link to a new password" />
            <p>
              It works once, until <Moment at={make.data.expiresAt} />, and is not shown again.
            </p>
          </div>
        )}
      </Dialog>
    </>
  );
}
