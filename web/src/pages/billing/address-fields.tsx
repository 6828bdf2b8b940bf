import type { ReactNode } from 'react';
import type { Address } from '../../../../src/core/records.ts';
import { Field, Input, Textarea } from '../../parts/field.tsx';

/** An address while it is typed. */
export interface TypedAddress {
  /** The lines above the town, one below the other. */
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly region: string;
  readonly country: string;
}

export const typedAddress = (address: Address | null): TypedAddress => ({
  street: address?.lines.join('\n') ?? '',
  postalCode: address?.postalCode ?? '',
  city: address?.city ?? '',
  region: address?.region ?? '',
  country: address?.country ?? '',
});

/** What was typed without the blanks around it; null: nothing. */
export const given = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const mostLines = 5;

/** Null where nothing of it was typed. */
export function addressOf({ street, postalCode, city, region, country }: TypedAddress): Address | null {
  const lines = street
    .split('\n')
    .flatMap((line) => given(line) ?? [])
    .slice(0, mostLines);
  const isEmpty = lines.length === 0 && [postalCode, city, region, country].every((text) => given(text) === null);
  return isEmpty ? null : { lines, postalCode: given(postalCode), city: given(city), region: given(region), country: given(country) };
}

interface AddressFieldsProps {
  readonly typed: TypedAddress;
  readonly isDisabled?: boolean;
  readonly onChange: (changed: Partial<TypedAddress>) => void;
}

/** Stand in a grid of two columns. */
export function AddressFields({ typed, isDisabled = false, onChange }: AddressFieldsProps): ReactNode {
  const input = (name: Exclude<keyof TypedAddress, 'street'>, label: string): ReactNode => (
    <Field label={label}>
      {(ties) => (
        <Input
          {...ties}
          dir="auto"
          autoComplete="off"
          disabled={isDisabled}
          value={typed[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field label="Street" className="sm:col-span-2">
        {(ties) => (
          <Textarea
            {...ties}
            dir="auto"
            className="min-h-16"
            rows={2}
            disabled={isDisabled}
            value={typed.street}
            onChange={(event) => onChange({ street: event.target.value })}
          />
        )}
      </Field>
      {input('postalCode', 'Postal code')}
      {input('city', 'City')}
      {input('region', 'Region')}
      {input('country', 'Country')}
    </>
  );
}
