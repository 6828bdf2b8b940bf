import { useMutation, useQuery } from '@tanstack/react-query';
import { Plus, Ruler } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BankDeskAnswer, BankRuleSaid, BankRulesPreview } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Day } from '../../parts/day.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { counted } from '../document/words.ts';
import { useBankChanged } from './deeds.ts';
import { lastQuarter } from './quarter.ts';
import { rulesQuery } from './queries.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleLines } from './rule-lines.tsx';
import { whenText } from './rule-words.ts';

type ShownRule = BankRulesPreview['rules'][number];

/** What people have said of lines that recur, and what each rule would have done last quarter. */
export function BankRules({ desk }: { readonly desk: BankDeskAnswer }): ReactNode {
  // The browser's day: it is only where one begins to look.
  const [{ from, through }] = useState(() => lastQuarter(new Date().toLocaleDateString('sv-SE')));
  const query = useQuery({ ...rulesQuery(from, through), enabled: desk.flow !== null });
  const [edited, setEdited] = useState<ShownRule | 'new' | null>(null);
  const mayKeep = useMay('keep') && desk.flow?.isMapped === true;
  if (desk.flow === null)
    return (
      <Card>
        <EmptyState icon={<Ruler />} title="Rules come with booking">
          First say above which ledger these lines are booked in.
        </EmptyState>
      </Card>
    );
  const add = mayKeep && (
    <Button look="primary" onClick={() => setEdited('new')}>
      <Plus aria-hidden /> New rule
    </Button>
  );
  return (
    <>
      <Shown query={query}>
        {(preview) =>
          preview.rules.length === 0 ? (
            <Card>
              <EmptyState icon={<Ruler />} title="No rules yet" action={add}>
                Say once what a line that recurs is, such as a monthly fee or the rent. A rule goes before a match that only the amount
                speaks for, and after every other.
              </EmptyState>
            </Card>
          ) : (
            <div className="flex flex-col gap-4">
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="text-sm text-soft">
                  The first rule that fits a line counts. Tried on <Day day={from} /> to <Day day={through} />.
                </p>
                {add}
              </div>
              {preview.rules.map((rule) => (
                <RuleCard key={rule.rule} rule={rule} onEdit={mayKeep ? () => setEdited(rule) : null} />
              ))}
            </div>
          )
        }
      </Shown>
      {edited !== null && (
        <RuleDialog
          known={edited === 'new' ? null : saidOf(edited)}
          over={edited === 'new' ? null : edited.print}
          ledger={desk.flow.ledger}
          days={{ from, through }}
          accounts={desk.accounts}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

const saidOf = ({ rule: name, when, account, contact, tax }: ShownRule): BankRuleSaid => ({ name, when, account, contact, tax });

function RuleCard({ rule, onEdit }: { readonly rule: ShownRule; readonly onEdit: (() => void) | null }): ReactNode {
  const locale = useLocale();
  const lines = rule.lines.length;
  return (
    <Card
      title={<bdi>{rule.rule}</bdi>}
      detail={<bdi>{whenText(rule.when, locale)}</bdi>}
      actions={
        onEdit !== null && (
          <>
            <Button size="small" onClick={onEdit}>
              Change
            </Button>
            <RemoveRule rule={rule.rule} over={rule.print} />
          </>
        )
      }
    >
      <Facts
        facts={[
          { name: 'Booked on', value: `account ${rule.account}${rule.tax === null ? '' : `, tax ${rule.tax}`}` },
          { name: 'Contact', value: <bdi>{rule.contact}</bdi> },
          {
            name: 'Decided',
            value: (
              <bdi>
                {rule.by}: {rule.because}
              </bdi>
            ),
          },
        ]}
      />
      <details className="mt-4">
        <summary className="cursor-pointer text-sm font-medium">
          {lines === 0 ? 'It would have taken no line' : `It would have taken ${counted(lines, 'line', locale.count)}`}
        </summary>
        {lines > 0 && <RuleLines lines={rule.lines} />}
      </details>
    </Card>
  );
}

function RemoveRule({ rule, over }: { readonly rule: string; readonly over: string }): ReactNode {
  const changed = useBankChanged();
  const { say } = useToast();
  const removing = useMutation({
    mutationFn: () => ask(`/v1/bank/rules/${encodeURIComponent(rule)}?over=${over}`, { method: 'DELETE' }),
    onSuccess: () => say({ title: 'The rule is gone' }),
    onSettled: changed,
  });
  return (
    <ConfirmDialog
      title={`Take the rule ${rule} away?`}
      confirm="Take it away"
      isDangerous
      onConfirm={() => removing.mutateAsync()}
      trigger={(open) => (
        <Button look="quiet" size="small" onClick={open}>
          Remove
        </Button>
      )}
    >
      <p>Lines that it has booked stay as they are. From now on such lines wait for a person.</p>
    </ConfirmDialog>
  );
}
