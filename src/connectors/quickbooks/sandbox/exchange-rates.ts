import { exactNumber } from '../../../core/json.ts';
import { rateOn } from './currency.ts';
import { faults } from './faults.ts';
import type { Fields } from './fields.ts';
import type { State } from './state.ts';

/** GET /exchangerate?sourcecurrencycode=EUR&asofdate=2026-05-01: the last rate of the day or before. */
export function exchangeRateOn(state: State, query: URLSearchParams): Fields {
  const code = query.get('sourcecurrencycode');
  if (code === null) throw faults.missing('sourcecurrencycode');
  const day = query.get('asofdate') ?? state.today();
  return {
    ExchangeRate: {
      SourceCurrencyCode: code,
      TargetCurrencyCode: state.facts.homeCurrency,
      Rate: exactNumber(code === state.facts.homeCurrency ? '1' : rateOn(state, code, day)),
      AsOfDate: day,
      domain: 'QBO',
      sparse: false,
    },
  };
}
