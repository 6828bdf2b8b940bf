import type { Contact } from '../../core/records.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { take } from './chain.ts';
import type { Chain, Path } from './chain.ts';
import { matching, readerOf, versionOf } from './reading.ts';
import type { Resource } from './reading.ts';
import { ours } from './references.ts';
import { rowsOf, searchRead } from './rpc.ts';
import type { Line } from './rpc.ts';
import { idOut, isSet, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';
import { basedOn, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

const fields = ['name', 'code', 'active', 'replaced_by'] as const;

/** What hangs on a party: each of it is a record of its own, and the first of its sort is the one that we keep. */
interface Hanging {
  readonly addresses: readonly Wire[];
  readonly mechanisms: readonly Wire[];
  readonly identifiers: readonly Wire[];
}

const parties = (line: Line): Resource<Contact> => ({
  model: 'party.party',
  domain: [],
  fields,
  translate: async (rows) => {
    if (rows.length === 0) return [];
    const of = [['party', 'in', rows.map((row) => idOut(needText(row, 'id')))]];
    const hanging: Hanging = {
      addresses: await rowsOf(line, { model: 'party.address', domain: of, fields: ['party', 'street', 'city', 'postal_code'] }),
      mechanisms: await rowsOf(line, { model: 'party.contact_mechanism', domain: of, fields: ['party', 'type', 'value'] }),
      identifiers: await rowsOf(line, { model: 'party.identifier', domain: of, fields: ['party', 'code'] }),
    };
    return rows.map((row) => ({ record: contactOf(row, hanging), version: versionOf(row), reference: ours(textOf(row, 'code')) }));
  },
});

function contactOf(row: Wire, { addresses, mechanisms, identifiers }: Hanging): Contact {
  const id = needText(row, 'id');
  const own = (some: readonly Wire[]) => some.filter((one) => textOf(one, 'party') === id);
  const reached = (type: string) => own(mechanisms).find((one) => textOf(one, 'type') === type);
  const [address] = own(addresses);
  const [identifier] = own(identifiers);
  const [email, phone] = [reached('email'), reached('phone')];
  return {
    kind: 'contact',
    id,
    name: textOf(row, 'name') ?? '',
    givenName: null,
    familyName: null,
    email: email === undefined ? null : textOf(email, 'value'),
    phone: phone === undefined ? null : textOf(phone, 'value'),
    taxNumber: identifier === undefined ? null : textOf(identifier, 'code'),
    address: address === undefined ? null : addressOf(address),
    isCustomer: false,
    isSupplier: false,
    state: isSet(row, 'active') ? 'active' : 'archived',
    mergedInto: textOf(row, 'replaced_by'),
  };
}

/** An invoice needs an address, so a party that we make has one, if only an empty one: that is none. */
function addressOf(row: Wire): Contact['address'] {
  const [street, city, postalCode] = [textOf(row, 'street'), textOf(row, 'city'), textOf(row, 'postal_code')];
  if (street === null && city === null && postalCode === null) return null;
  return { lines: street?.split('\n') ?? [], city, region: null, postalCode, country: null };
}

/** Countries and regions are records of Tryton's that a company may not have loaded: their names have no place. */
const addressOut = (address: Contact['address']) => ({
  street: address === null || address.lines.length === 0 ? null : address.lines.join('\n'),
  city: address?.city ?? null,
  postal_code: address?.postalCode ?? null,
});

const writing: Writing<Contact> = {
  chain: (step, chain) => {
    const party = step.do === 'create' ? take(create(step, chain)) : idOut(step.id);
    if (step.do === 'update') update(step, chain);
    if (step.do === 'remove') archive(step, chain);
    chain.add(searchRead(chain.company, { model: 'party.party', domain: [['id', '=', party]], fields: [...fields, '_timestamp'] }));
  },
  landed: (row, step) => ({
    record: {
      ...(step.do === 'remove' ? step.before : step.record),
      id: needText(row, 'id'),
      state: isSet(row, 'active') ? 'active' : 'archived',
      isCustomer: false,
      isSupplier: false,
      givenName: null,
      familyName: null,
    },
    version: versionOf(row),
    reference: ours(textOf(row, 'code')),
  }),
};

function create({ record, reference }: Extract<Step<Contact>, { do: 'create' }>, chain: Chain): Path {
  const { name, email, phone, taxNumber, address } = record;
  const mechanisms = [
    ...(email === null ? [] : [{ type: 'email', value: email }]),
    ...(phone === null ? [] : [{ type: 'phone', value: phone }]),
  ];
  const values = {
    name,
    code: reference,
    addresses: [['create', [addressOut(address)]]],
    ...(mechanisms.length === 0 ? {} : { contact_mechanisms: [['create', mechanisms]] }),
    ...(taxNumber === null ? {} : { identifiers: [['create', [{ code: taxNumber }]]] }),
  };
  return chain.add({ method: 'model.party.party.create', params: [[values], chain.context()] }).first;
}

/** Once is enough: who is archived already is left alone. */
function archive(step: Extract<Step<Contact>, { do: 'remove' }>, chain: Chain): void {
  const active = chain.find('party.party', [
    ['id', '=', idOut(step.id)],
    ['active', '=', true],
  ]);
  chain.add(
    { method: 'model.party.party.write', params: [[idOut(step.id)], { active: false }, basedOn(chain, 'party.party', step)] },
    { only: active },
  );
}

type Update = Extract<Step<Contact>, { do: 'update' }>;

/** Only what changed is written, so that what people changed meanwhile stays. */
function update(step: Update, chain: Chain): void {
  const { record, before } = step;
  chain.add({
    method: 'model.party.party.write',
    params: [[idOut(step.id)], { name: record.name, active: record.state === 'active' }, basedOn(chain, 'party.party', step)],
  });
  if (record.email !== before.email)
    hang(step, chain, { model: 'party.contact_mechanism', type: 'email', field: 'value', value: record.email });
  if (record.phone !== before.phone)
    hang(step, chain, { model: 'party.contact_mechanism', type: 'phone', field: 'value', value: record.phone });
  if (record.taxNumber !== before.taxNumber)
    hang(step, chain, { model: 'party.identifier', type: null, field: 'code', value: record.taxNumber });
  if (JSON.stringify(record.address) === JSON.stringify(before.address)) return;
  const own = chain.find('party.address', [['party', '=', idOut(step.id)]]);
  const values = addressOut(record.address);
  chain.add({ method: 'model.party.address.write', params: [[take(own)], values, chain.context()] }, { only: own });
  chain.add({ method: 'model.party.address.create', params: [[{ party: idOut(step.id), ...values }], chain.context()] }, { unless: own });
}

interface Hung {
  readonly model: string;
  readonly type: string | null;
  readonly field: string;
  readonly value: string | null;
}

function hang({ id }: Update, chain: Chain, { model, type, field, value }: Hung): void {
  const own = chain.find(model, [['party', '=', idOut(id)], ...(type === null ? [] : [['type', '=', type]])]);
  if (value === null) {
    chain.add({ method: `model.${model}.delete`, params: [[take(own)], chain.context()] }, { only: own });
    return;
  }
  chain.add({ method: `model.${model}.write`, params: [[take(own)], { [field]: value }, chain.context()] }, { only: own });
  const values = { party: idOut(id), ...(type === null ? {} : { type }), [field]: value };
  chain.add({ method: `model.${model}.create`, params: [[values], chain.context()] }, { unless: own });
}

export function contactsOf(line: Line) {
  const resource = parties(line);
  const reader = readerOf(line, resource);
  const found = (domain: readonly unknown[]): Promise<readonly Seen<Contact>[]> => matching(line, resource, domain);
  const writer = writerOf(line, writing, {
    reader,
    byReference: (references) => found([['code', 'in', references]]),
    seek: (wants) => found([['name', 'in', wants.map(({ name }) => name)]]),
  });
  return { reader, writer };
}
