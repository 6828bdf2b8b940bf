import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { BankAccountRow, BankFileAnswer } from '../../../../src/api/bank.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useBankChanged } from './deeds.ts';
import { giveFile, noWords } from './give-file.ts';
import type { FileWords } from './give-file.ts';
import { ImportResult } from './import-result.tsx';
import { TableReading } from './table-reading.tsx';

interface ImportDialogProps {
  /** What was dropped on the page; null: it is chosen here. */
  readonly given: File | null;
  readonly accounts: readonly BankAccountRow[];
  readonly onClose: () => void;
}

/** Reads a bank file: whole, or not at all. A table that is new is shown first; how it is read is asked once, and kept. */
export function ImportDialog({ given, accounts, onClose }: ImportDialogProps): ReactNode {
  const { account: chosen } = useSearch({ from: '/app/bank' });
  const [only] = accounts;
  const usual = chosen ?? (accounts.length === 1 ? only?.account : undefined) ?? '';
  const { file, choose, words, setWords, reading, read } = useReading(given, usual);
  const answer = reading.data ?? null;
  const isDone = answer?.is === 'imported' || answer?.is === 'known';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={isDone ? 'What the file brought' : 'Import a bank file'}
      {...(file === null
        ? { detail: 'CAMT, OFX, QFX, MT940, BAI2, QIF or a table, as your bank offers it. What kind it is, is found from the file itself.' }
        : {})}
      actions={<Actions answer={answer} file={file} words={words} isBusy={reading.isPending} onRead={read} onClose={onClose} />}
    >
      <div className="flex flex-col gap-5">
        {!isDone && <ChooseFile file={file} onFile={choose} />}
        {!isDone && file !== null && (
          <AccountField accounts={accounts} account={words.account} onChange={(account) => setWords({ ...words, account })} />
        )}
        {!isDone && asksCurrency(answer, words) && (
          <Field label="Currency" hint="The file does not say it: three letters, such as GBP.">
            {(ties) => (
              <Input
                {...ties}
                className="!w-24 uppercase"
                maxLength={3}
                value={words.currency ?? ''}
                onChange={({ target }) => setWords({ ...words, currency: target.value.toUpperCase() })}
                autoComplete="off"
              />
            )}
          </Field>
        )}
        {reading.isPending && (
          <p role="status" className="text-sm text-soft">
            Reading {file?.name}…
          </p>
        )}
        <FormError error={reading.error} />
        {answer?.is === 'asks' && <TableReading answer={answer} words={words} onChange={(next) => file !== null && read(file, next)} />}
        {answer !== null && answer.is !== 'asks' && <ImportResult answer={answer} />}
      </div>
    </Dialog>
  );
}

function useReading(given: File | null, usual: string) {
  const [file, setFile] = useState(given);
  const [words, setWords] = useState<FileWords>({ ...noWords, account: usual });
  const changed = useBankChanged();
  const reading = useMutation({
    mutationFn: ({ of, said }: { readonly of: File; readonly said: FileWords }) => giveFile(of, said),
    onSuccess: (answer) => (answer.is === 'imported' ? changed() : undefined),
  });
  const { mutate, reset } = reading;
  const read = (of: File, said: FileWords): void => {
    setWords(said);
    mutate({ of, said });
  };
  const choose = (next: File): void => {
    reset();
    setFile(next);
  };
  // Where nothing has to be said the file that was dropped is read at once.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || given === null) return;
    begun.current = true;
    mutate({ of: given, said: { ...noWords, account: usual } });
  }, [given, mutate, usual]);
  return { file, choose, words, setWords, reading, read };
}

interface ActionsProps {
  readonly answer: BankFileAnswer | null;
  readonly file: File | null;
  readonly words: FileWords;
  readonly isBusy: boolean;
  readonly onRead: (file: File, words: FileWords) => void;
  readonly onClose: () => void;
}

function Actions({ answer, file, words, isBusy, onRead, onClose }: ActionsProps): ReactNode {
  if (answer?.is === 'imported' || answer?.is === 'known')
    return (
      <Button look="primary" onClick={onClose}>
        Done
      </Button>
    );
  const asks = answer?.is === 'asks' ? answer : null;
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      {file !== null && (
        <Button
          look="primary"
          isBusy={isBusy}
          disabled={asks !== null && hasOpen(asks.questions, words)}
          onClick={() => onRead(file, asks === null ? words : { ...words, isRight: true })}
        >
          {asks === null ? 'Read it' : 'This is right: import'}
        </Button>
      )}
    </>
  );
}

/** Asked when the server does; it stays while it is answered. A table shows the currency among the ways in which it is read. */
const asksCurrency = (answer: BankFileAnswer | null, { currency }: FileWords): boolean =>
  (answer?.is === 'rejected' && answer.lacks === 'currency') || (currency !== null && answer?.is !== 'asks');

const hasOpen = (questions: readonly { readonly about: string }[], { days, decimal, sign }: FileWords): boolean =>
  questions.some(
    ({ about }) => (about === 'dayOrder' && days === null) || (about === 'mark' && decimal === null) || (about === 'sign' && sign === null),
  );

function ChooseFile({ file, onFile }: { readonly file: File | null; readonly onFile: (file: File) => void }): ReactNode {
  return (
    <label className="flex cursor-pointer flex-wrap items-center gap-3 rounded-xl border border-dashed border-line-strong px-4 py-4 text-sm hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink">
      <FileUp aria-hidden className="size-5 text-faint" />
      <span className="min-w-0 flex-1">
        {file === null ? 'Choose a file, or drop one on the page' : <bdi className="font-medium">{file.name}</bdi>}
        {file !== null && <span className="block text-soft">Choose another one</span>}
      </span>
      <input
        type="file"
        className="sr-only"
        onChange={({ target }) => {
          const [next] = target.files ?? [];
          // The same file may be chosen again after it was corrected.
          target.value = '';
          if (next) onFile(next);
        }}
      />
    </label>
  );
}

interface AccountFieldProps {
  readonly accounts: readonly BankAccountRow[];
  readonly account: string;
  readonly onChange: (account: string) => void;
}

const AccountField = ({ accounts, account, onChange }: AccountFieldProps): ReactNode => (
  <Field label="Account" hint="What it is called here, such as 'current'. Empty: as the file names it; tables name none.">
    {(ties) => (
      <>
        <Input
          {...ties}
          list="bank-accounts"
          dir="auto"
          value={account}
          onChange={(event) => onChange(event.target.value)}
          autoComplete="off"
        />
        <datalist id="bank-accounts">
          {accounts.map(({ account: known }) => (
            <option key={known} value={known} />
          ))}
        </datalist>
      </>
    )}
  </Field>
);
