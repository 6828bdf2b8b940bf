import { useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { Refusal } from '../../api.ts';

/** Everything of billing is asked again: a payment changes an invoice, a credit note a customer's balance. */
export function useBillingChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: ['billing'] }), [queries]);
}

/**
 * The key of one form's deed, the same for every try: a reply that is lost is asked for again, and nothing is made twice. Once the
 * server has said no, the next try is another deed.
 */
export function useDeedKey(): { readonly key: string; readonly refused: (error: unknown) => void } {
  const [form] = useState(() => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  const [tries, setTries] = useState(0);
  const refused = useCallback((error: unknown) => {
    if (error instanceof Refusal && error.status >= 400 && error.status < 500) setTries((before) => before + 1);
  }, []);
  return { key: `${form}-${tries}`, refused };
}

/** By what the deed is known that makes a customer on the way, while a document is written. */
export const makesContact = ['makes a contact'];

/** A customer is being made: a document that is kept in this moment would be kept without them. */
export const useIsContactUnderWay = (): boolean => useIsMutating({ mutationKey: makesContact }) > 0;
