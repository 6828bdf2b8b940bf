/** An account that must be what a processor says at the end of every day. */
export interface Control {
  readonly of: string;
  readonly account: string;
  readonly currency: string;
  readonly tiesOut: boolean;
  readonly days: readonly ControlDay[];
  readonly named: readonly { readonly cause: string; readonly day: string; readonly amount: string; readonly detail: string | null }[];
  readonly listed: readonly ControlItem[];
}

interface ControlDay {
  readonly day: string;
  readonly processor: string;
  readonly ledger: string;
  readonly difference: string;
}

interface ControlItem {
  readonly id: string;
  readonly cause: string;
  readonly since: string;
  readonly until: string | null;
  readonly amount: string;
  readonly isLate: boolean;
}

/** The controls of a proof. The API keeps their shape open, so each one is read, and what is none is left out. */
export const readControls = (controls: readonly unknown[]): readonly Control[] => controls.filter(isControl);

function isControl(value: unknown): value is Control {
  return (
    hasTexts(value, ['of', 'account', 'currency']) &&
    typeof Reflect.get(value, 'tiesOut') === 'boolean' &&
    isListOf(Reflect.get(value, 'days'), ['day', 'processor', 'ledger', 'difference']) &&
    isListOf(Reflect.get(value, 'named'), ['cause', 'day', 'amount']) &&
    isListOf(Reflect.get(value, 'listed'), ['id', 'cause', 'since', 'amount'])
  );
}

const isListOf = (value: unknown, names: readonly string[]): boolean =>
  Array.isArray(value) && value.every((each: unknown) => hasTexts(each, names));

const hasTexts = (value: unknown, names: readonly string[]): value is object =>
  typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string');
