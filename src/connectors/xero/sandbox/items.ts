import { round } from '../../../core/decimal.ts';
import { collection, elementsOf, unitPlacesOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { writeBatch } from './batch.ts';
import { accountIn } from './chart.ts';
import { childIn, decimalIn, flagIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { listed } from './listing.ts';
import { messages } from './messages.ts';
import type { Item, ItemSide } from './model.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import type { Columns } from './where.ts';
import { wireDecimal, wireInstant } from './wire.ts';

export function answerItems(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (ask.method === 'GET' && key === undefined) {
    const { rows } = listed(ask, { table: ask.state.tables.items, columns, condition: (item) => !item.isDeleted });
    return collection(
      'Items',
      rows.map((item) => itemShape(ask, item)),
    );
  }
  const named = key === undefined ? null : requireItem(ask.state, key);
  if (named && part === 'History') return answerHistory(ask, 'Items', named.id);
  if (ask.method === 'GET' && named) return collection('Items', [itemShape(ask, named)]);
  if (ask.method === 'DELETE' && named) return deleteItem(ask.state, named);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'Items',
    idName: 'ItemID',
    elements: elementsOf(ask, 'Items'),
    write: (fields) => ({ shape: itemShape(ask, writeItem(ask, fields, named)) }),
  });
}

/** By ItemID or Code, as the path allows. */
function requireItem(state: State, key: string): Item {
  const item = state.tables.items.get(key.toLowerCase()) ?? state.tables.items.one('code', key);
  if (!item || item.isDeleted) throw new Missing(messages.notFound);
  return item;
}

function writeItem(ask: Ask, fields: Fields, named: Item | null): Item {
  const { items } = ask.state.tables;
  const [id, code] = [textIn(fields, 'ItemID'), textIn(fields, 'Code')];
  const before =
    named ?? (ask.method === 'POST' ? (id ? requireItem(ask.state, id) : code ? items.one('code', code) : undefined) : undefined) ?? null;
  const kept = code ?? before?.code;
  if (!kept) throw new Invalid(messages.itemCodeNeeded);
  if (items.by('code', kept).some((other) => other.id !== before?.id)) throw new Invalid(messages.itemTaken(kept));
  return items.put({
    id: before?.id ?? ask.state.newId(),
    updatedAt: 0,
    code: kept,
    name: textIn(fields, 'Name') ?? before?.name ?? null,
    description: textIn(fields, 'Description') ?? before?.description ?? null,
    purchaseDescription: textIn(fields, 'PurchaseDescription') ?? before?.purchaseDescription ?? null,
    isSold: flagIn(fields, 'IsSold') ?? before?.isSold ?? true,
    isPurchased: flagIn(fields, 'IsPurchased') ?? before?.isPurchased ?? true,
    sales: sideIn(ask, childIn(fields, 'SalesDetails'), before?.sales),
    purchase: sideIn(ask, childIn(fields, 'PurchaseDetails'), before?.purchase),
    isDeleted: false,
  });
}

function sideIn(ask: Ask, fields: Fields | undefined, before: ItemSide | undefined): ItemSide {
  if (fields === undefined) return before ?? { unitPrice: null, account: null, taxType: null };
  const price = decimalIn(fields, 'UnitPrice');
  const taxType = textIn(fields, 'TaxType') ?? null;
  if (taxType !== null && !ask.state.tables.taxRates.get(taxType)) throw new Invalid(messages.taxUnknown(taxType));
  return {
    unitPrice: price === undefined ? null : round(price, unitPlacesOf(ask)),
    account: accountIn(ask.state, fields, 'AccountCode')?.id ?? null,
    taxType,
  };
}

function deleteItem(state: State, item: Item): Payload {
  const isOn = (document: { readonly lines: readonly { readonly itemId: string | null }[] }): boolean =>
    document.lines.some((line) => line.itemId === item.id);
  const { invoices, credits, bankTransactions } = state.tables;
  for (const table of [invoices, credits, bankTransactions]) {
    for (const document of table.updated(null)) if (isOn(document)) throw new Invalid(messages.itemInUse);
  }
  state.tables.items.put({ ...item, isDeleted: true });
  return { kind: 'nothing' };
}

export const itemShape = (ask: Ask, item: Item): object => ({
  ItemID: item.id,
  Code: item.code,
  ...(item.description === null ? {} : { Description: item.description }),
  ...(item.purchaseDescription === null ? {} : { PurchaseDescription: item.purchaseDescription }),
  UpdatedDateUTC: wireInstant(item.updatedAt),
  PurchaseDetails: sideShape(ask, item.purchase),
  SalesDetails: sideShape(ask, item.sales),
  ...(item.name === null ? {} : { Name: item.name }),
  IsTrackedAsInventory: false,
  IsSold: item.isSold,
  IsPurchased: item.isPurchased,
  ValidationErrors: [],
});

function sideShape(ask: Ask, side: ItemSide): object {
  const account = side.account === null ? undefined : ask.state.tables.accounts.get(side.account);
  return {
    ...(side.unitPrice === null ? {} : { UnitPrice: wireDecimal(round(side.unitPrice, unitPlacesOf(ask))) }),
    ...(account?.code ? { AccountCode: account.code } : {}),
    ...(side.taxType === null ? {} : { TaxType: side.taxType }),
  };
}

const columns: Columns<Item> = {
  ItemID: (item) => item.id,
  Code: (item) => item.code,
  Name: (item) => item.name,
  Description: (item) => item.description,
  IsSold: (item) => item.isSold,
  IsPurchased: (item) => item.isPurchased,
  UpdatedDateUTC: (item) => item.updatedAt,
};
