import { Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MappingShown } from '../../../../src/api/mapping.ts';
import type { FlowCard } from '../../../../src/api/office.ts';
import { Button } from '../../parts/button.tsx';
import { Day } from '../../parts/day.tsx';
import { Scrolled } from '../../parts/scrolled.tsx';
import { useMe } from '../../session.tsx';
import { useFlowName } from '../document/flow-names.ts';

interface MappingDocumentProps {
  readonly flow: FlowCard;
  readonly mapping: MappingShown;
}

/** The decisions as a document for an auditor or a successor: what becomes what, who decided it, and why. */
export function MappingDocument({ flow, mapping }: MappingDocumentProps): ReactNode {
  const { organisation } = useMe();
  const nameOf = useFlowName();
  return (
    <>
      <div className="mb-4 flex justify-end print:hidden">
        <Button onClick={() => globalThis.print()}>
          <Printer aria-hidden />
          Print, or save as PDF
        </Button>
      </div>
      <article className="rounded-xl border border-line bg-surface p-6 shadow-lift sm:p-10 print:border-0 print:p-0 print:shadow-none">
        <p className="text-sm text-soft" dir="auto">
          {organisation.name}
        </p>
        <h2 className="mt-1 text-xl font-semibold tracking-tight">Mapping of {nameOf(flow.flow)}</h2>
        <p className="mt-1 mb-6 text-sm text-soft">
          From <Day day={flow.startsOn} />. Version <code className="font-mono">{mapping.version}</code>.
        </p>
        <DecisionTable mapping={mapping} />
        <h3 className="mt-8 mb-2 text-sm font-semibold">The file</h3>
        <pre
          className="overflow-x-auto rounded-lg bg-sunken p-4 font-mono text-xs leading-5 print:bg-transparent print:p-0 print:whitespace-pre-wrap"
          tabIndex={0}
          aria-label="The mapping file"
        >
          {mapping.text}
        </pre>
      </article>
    </>
  );
}

const DecisionTable = ({ mapping }: { readonly mapping: MappingShown }): ReactNode => (
  <Scrolled label="Decisions">
    <table className="w-full text-sm max-sm:min-w-[36rem]">
      <thead className="text-left text-xs text-soft">
        <tr>
          <th className="py-2 pr-4 font-medium">What</th>
          <th className="py-2 pr-4 font-medium">Becomes</th>
          <th className="py-2 pr-4 font-medium">Because</th>
          <th className="py-2 font-medium">Decided by</th>
        </tr>
      </thead>
      <tbody>
        {mapping.decisions.map(({ path, label, value, valueName, because, by }) => (
          <tr key={path} className="border-t border-line align-top">
            <td className="py-2 pr-4">{label}</td>
            <td className="py-2 pr-4">
              {value} {valueName !== null && valueName !== value && <span className="text-soft">{valueName}</span>}
            </td>
            <td className="py-2 pr-4" dir="auto">
              {because ?? '–'}
            </td>
            <td className="py-2" dir="auto">
              {by ?? '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolled>
);
