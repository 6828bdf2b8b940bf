import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Landmark, RefreshCw, Upload } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BankDeskAnswer } from '../../../../src/api/bank.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useMay } from '../../session.tsx';
import { BankAccounts } from './accounts.tsx';
import { useMatchAgain } from './deeds.ts';
import { DropZone } from './drop-zone.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { BankLines } from './lines.tsx';
import { deskQuery } from './queries.ts';
import { BankRules } from './rules.tsx';
import { SetUpBooking } from './set-up.tsx';

const views = ['lines', 'rules'] as const;

/** Bank lines: in from files, each with what it was found to be, and what only a person can say. */
export function BankPage(): ReactNode {
  const query = useQuery(deskQuery);
  const mayKeep = useMay('keep');
  const [file, setFile] = useState<File | 'none' | null>(null);
  const matching = useMatchAgain();
  const isBooking = query.data?.flow?.isMapped === true;
  return (
    <DropZone isOn={mayKeep} onFile={setFile}>
      <PageHeader
        title="Bank"
        detail="Every line of your bank accounts, and what it was found to be."
        actions={
          mayKeep && (
            <>
              {isBooking && (
                <Button isBusy={matching.isPending} onClick={() => matching.mutate()}>
                  <RefreshCw aria-hidden /> Match again
                </Button>
              )}
              <Button look="primary" onClick={() => setFile('none')}>
                <Upload aria-hidden /> Import a file
              </Button>
            </>
          )
        }
      />
      <Shown query={query}>{(desk) => (desk.accounts.length === 0 ? <NoLines /> : <Desk desk={desk} />)}</Shown>
      {file !== null && (
        <ImportDialog given={file === 'none' ? null : file} accounts={query.data?.accounts ?? []} onClose={() => setFile(null)} />
      )}
    </DropZone>
  );
}

function Desk({ desk }: { readonly desk: BankDeskAnswer }): ReactNode {
  const { view: named } = useSearch({ from: '/app/bank' });
  const navigate = useNavigate();
  const view = views.find((each) => each === named) ?? 'lines';
  return (
    <>
      <SetUpBooking desk={desk} />
      <BankAccounts desk={desk} />
      <Tabs
        label="What to look at"
        value={view}
        onChange={(chosen) => void navigate({ to: '/bank', search: chosen === 'lines' ? {} : { view: chosen }, replace: true })}
        tabs={[
          { value: 'lines', label: 'Lines' },
          { value: 'rules', label: 'Rules' },
        ]}
      >
        {view === 'lines' ? <BankLines desk={desk} /> : <BankRules desk={desk} />}
      </Tabs>
    </>
  );
}

const NoLines = (): ReactNode => (
  <Card>
    <EmptyState
      icon={<Landmark />}
      title="No bank lines yet"
      action={
        <Link to="/integrations" className={buttonClass({})}>
          Or connect a bank that shows them by itself
        </Link>
      }
    >
      Download a statement from your bank (CAMT, OFX, MT940, BAI2, QIF or a table) and drop it onto this page. Download as often as you
      like: a line is known again, and never counted twice.
    </EmptyState>
  </Card>
);
