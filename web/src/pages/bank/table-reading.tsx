import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BankFileAnswer } from '../../../../src/api/bank.ts';
import { Day } from '../../parts/day.tsx';
import { Facts } from '../../parts/card.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import type { FileWords } from './give-file.ts';

type Asks = Extract<BankFileAnswer, { is: 'asks' }>;

interface TableReadingProps {
  readonly answer: Asks;
  readonly words: FileWords;
  /** Something was answered: the file is read again under it, and shown. */
  readonly onChange: (words: FileWords) => void;
}

/** How a table would be read, what it leaves open, and its first lines as they would stand here. */
export function TableReading({ answer, words, onChange }: TableReadingProps): ReactNode {
  const { read, questions, sample } = answer;
  const asked = new Set([...questions.map(({ about }) => about), ...answered(words)]);
  return (
    <section aria-label="How this table is read" className="flex flex-col gap-5">
      <p className="text-sm text-soft">
        This table is new here. Look whether it is read right; it is asked once, and the next file with the same header is read without a
        question.
      </p>
      <Facts
        facts={[
          { name: 'Columns', value: read.columns.map(({ is, from }) => `${from}: ${columnLabel[is] ?? is}`).join(' · ') },
          ...(asked.has('dayOrder') ? [] : [{ name: 'Days', value: dayLabel[read.dayOrder] ?? read.dayOrder }]),
          ...(asked.has('mark') ? [] : [{ name: 'Decimals', value: read.mark === ',' ? 'comma: 1.234,56' : 'point: 1,234.56' }]),
          { name: 'Currency', value: <CurrencyField currency={read.currency} onChange={(currency) => onChange({ ...words, currency })} /> },
          ...(asked.has('sign') ? [] : [{ name: 'Money out', value: signLabel[read.sign] ?? read.sign }]),
        ]}
      />
      <div className="grid gap-4 sm:grid-cols-2 empty:hidden">
        {asked.has('dayOrder') && (
          <Question
            label="Which comes first?"
            seen={seenOf(questions, 'dayOrder')}
            value={words.days}
            onChange={(days) => onChange({ ...words, days })}
            options={dayOptions}
          />
        )}
        {asked.has('mark') && (
          <Question
            label="What is the decimal mark?"
            seen={seenOf(questions, 'mark')}
            value={words.decimal}
            onChange={(decimal) => onChange({ ...words, decimal })}
            options={markOptions}
          />
        )}
        {asked.has('sign') && (
          <Question
            label="Which way did the money go?"
            seen={seenOf(questions, 'sign')}
            value={words.sign}
            onChange={(sign) => onChange({ ...words, sign })}
            options={signOptions}
          />
        )}
      </div>
      <Sample sample={sample} />
    </section>
  );
}

/** Where a column says it, the line's own counts. It is read again when three letters stand there. */
function CurrencyField({
  currency,
  onChange,
}: {
  readonly currency: string | null;
  readonly onChange: (currency: string) => void;
}): ReactNode {
  const [typed, setTyped] = useState(currency ?? '');
  return (
    <Input
      aria-label="Currency"
      className="!h-8 !w-20 uppercase"
      maxLength={3}
      value={typed}
      onChange={({ target }) => {
        const next = target.value.toUpperCase();
        setTyped(next);
        if (/^[A-Z]{3}$/.test(next) && next !== currency) onChange(next);
      }}
    />
  );
}

/** A question that was answered stays, so that the answer can be changed while its effect is seen. */
const answered = ({ days, decimal, sign }: FileWords): readonly string[] => [
  ...(days === null ? [] : ['dayOrder']),
  ...(decimal === null ? [] : ['mark']),
  ...(sign === null ? [] : ['sign']),
];

const seenOf = (questions: Asks['questions'], about: string): string | null => questions.find((each) => each.about === about)?.seen ?? null;

interface QuestionProps {
  readonly label: string;
  readonly seen: string | null;
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

const Question = ({ label, seen, value, onChange, options }: QuestionProps): ReactNode => (
  <Field label={label} {...(seen === null ? {} : { hint: `The file has ${seen}.` })}>
    {(ties) => <Select {...ties} value={value} onChange={onChange} options={options} />}
  </Field>
);

const dayOptions = [
  { value: 'dayFirst', label: 'The day: 01/02 is in February' },
  { value: 'monthFirst', label: 'The month: 01/02 is in January' },
];
const markOptions = [
  { value: '.', label: 'The point: 1.000 is one' },
  { value: ',', label: 'The comma: 1.000 is a thousand' },
];
const signOptions = [
  { value: 'signed', label: 'Without a sign it came in' },
  { value: 'turned', label: 'Without a sign it went out, as on cards' },
];

const dayLabel: Readonly<Record<string, string>> = {
  dayFirst: 'day, month, year',
  monthFirst: 'month, day, year',
  yearFirst: 'year, month, day',
};
const signLabel: Readonly<Record<string, string>> = {
  signed: 'has a minus',
  turned: 'has a plus',
  columns: 'stands in a column of its own',
  flag: 'is marked by a word',
};
const columnLabel: Readonly<Record<string, string>> = {
  bookedOn: 'day',
  valueOn: 'value day',
  amount: 'amount',
  debit: 'money out',
  credit: 'money in',
  direction: 'in or out',
  balance: 'balance',
  currency: 'currency',
  name: 'name',
  counterAccount: 'their account',
  text: 'text',
  id: "the bank's id",
  endToEndId: "the payer's id",
  mandate: 'mandate',
  reference: 'reference',
  chequeNumber: 'cheque number',
  code: 'kind of line',
  state: 'state',
  account: 'account',
};

function Sample({ sample }: Pick<Asks, 'sample'>): ReactNode {
  if (sample.length === 0) return <p className="text-sm text-soft">No line could be read like this.</p>;
  return (
    <div className="overflow-x-auto rounded-lg border border-line" tabIndex={0} role="region" aria-label="The first lines">
      <table className="w-full text-sm">
        <caption className="sr-only">The first lines, as they would stand here</caption>
        <thead>
          <tr className="text-left text-xs text-soft">
            {['Day', 'Name', 'Text'].map((title) => (
              <th key={title} scope="col" className="border-b border-line px-3 py-2 font-medium">
                {title}
              </th>
            ))}
            <th scope="col" className="border-b border-line px-3 py-2 text-right font-medium">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {sample.map((line, at) => (
            // Two lines may say the same: only their place tells them apart.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={at} className="[&>td]:border-b [&>td]:border-line last:[&>td]:border-b-0">
              <td className="px-3 py-2 whitespace-nowrap">
                <Day day={line.bookedOn} />
              </td>
              <td className="max-w-40 truncate px-3 py-2" dir="auto">
                {line.counterparty}
              </td>
              <td className="max-w-64 truncate px-3 py-2" dir="auto">
                {line.text}
              </td>
              <td className="figures px-3 py-2 text-right whitespace-nowrap">{line.amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
