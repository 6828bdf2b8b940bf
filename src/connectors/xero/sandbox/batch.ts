import { collection } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import type { Fields } from './fields.ts';
import { Invalid, NothingSent } from './refusals.ts';
import { zeroId } from './wire.ts';

/** What became of one object of a write. */
export interface Written {
  readonly shape: object;
  readonly warnings?: readonly string[];
}

/**
 * Writes the objects of a request one after the other. With summarizeErrors=false each stands for itself;
 * otherwise one bad object takes back all of them and the answer is 400.
 */
export function writeBatch(
  ask: Ask,
  of: { readonly name: string; readonly idName: string; readonly elements: readonly Fields[]; readonly write: (fields: Fields) => Written },
): Payload {
  const isSummed = ask.query.get('summarizeErrors')?.toLowerCase() !== 'false';
  if (of.elements.length === 0) throw new NothingSent();
  const start = ask.state.mark();
  const answers: object[] = [];
  const refused: object[] = [];
  for (const fields of of.elements) {
    const mark = ask.state.mark();
    try {
      const { shape, warnings = [] } = of.write(fields);
      const told = warnings.length === 0 ? {} : { Warnings: warnings.map((Message) => ({ Message })) };
      answers.push(
        isSummed ? { ...shape, ...told } : { ...shape, ...told, StatusAttributeString: warnings.length === 0 ? 'OK' : 'WARNING' },
      );
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ask.state.rollBack(mark);
      const errors = error.messages.map((Message) => ({ Message }));
      refused.push({ ...echoOf(fields), HasValidationErrors: true, ValidationErrors: errors });
      answers.push({ ...echoOf(fields), [of.idName]: zeroId, HasErrors: true, StatusAttributeString: 'ERROR', ValidationErrors: errors });
    }
  }
  if (!isSummed && refused.length > 0) return collection(of.name, answers);
  if (refused.length === 0) return collection(of.name, answers);
  ask.state.rollBack(start);
  return { kind: 'invalid', elements: refused };
}

// The echo of a refused object repeats what was sent. Its figures come back as texts, which no caller reads as money.
const echoOf = (fields: Fields): object => ({ ...fields });
