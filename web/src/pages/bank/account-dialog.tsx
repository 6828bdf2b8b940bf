import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BankAccountRow } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { FormError, Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useBankChanged } from './deeds.ts';
import { choicesQuery } from './queries.ts';

interface AccountDialogProps {
  readonly account: BankAccountRow;
  readonly ledger: string;
  readonly onClose: () => void;
}

/** Says which account of the ledger a bank account is. */
export function AccountDialog({ account: { account, name, ledgerAccount }, ledger, onClose }: AccountDialogProps): ReactNode {
  const [chosen, setChosen] = useState(ledgerAccount);
  const choices = useQuery(choicesQuery(ledger));
  const changed = useBankChanged();
  const { say } = useToast();
  const saving = useMutation({
    mutationFn: () => ask('/v1/bank/accounts', { method: 'PUT', body: { accounts: { [account]: chosen } } }),
    onSuccess: async () => {
      say({ title: `${name} is account ${chosen ?? ''}` });
      await changed();
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Which account is ${name}?`}
      detail="Lines of this bank account are booked on it. Lines that are booked already are looked at again."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={chosen === null || chosen === ledgerAccount}
            isBusy={saving.isPending}
            onClick={() => saving.mutate()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Shown query={choices}>
          {({ accounts }) => (
            <Field label="Account of the ledger" hint="Only bank accounts hold money.">
              {(ties) => (
                <Select
                  {...ties}
                  value={chosen}
                  onChange={setChosen}
                  options={accounts
                    .filter(({ isBank }) => isBank)
                    .map((each) => ({ value: each.account, label: `${each.account} ${each.name}` }))}
                />
              )}
            </Field>
          )}
        </Shown>
        <FormError error={saving.error} />
      </div>
    </Dialog>
  );
}
