import { textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Tracking } from './model.ts';
import { seedId } from './seed.ts';
import type { State } from './state.ts';

const categories = [{ name: 'Region', options: ['Eastside', 'North', 'South', 'West Coast'] }] as const;

/** The tracking categories of the demo company. */
export const trackingCategories = (
  state: State,
): readonly { readonly id: string; readonly name: string; readonly options: readonly { readonly id: string; readonly name: string }[] }[] =>
  categories.map(({ name, options }) => ({
    id: seedId(state.facts.id, 'tracking', name),
    name,
    options: options.map((option) => ({ id: seedId(state.facts.id, 'tracking option', option), name: option })),
  }));

/** The tracking of a line by name or id; what is not known is left out. Undefined when none was sent. */
export function trackingOf(state: State, sent: readonly Fields[] | undefined): readonly Tracking[] | undefined {
  if (sent === undefined) return undefined;
  if (sent.length === 0) return [];
  const known = trackingCategories(state);
  return sent.flatMap((fields) => {
    const category = known.find(({ id, name }) => id === textIn(fields, 'TrackingCategoryID') || name === textIn(fields, 'Name'));
    const option = category?.options.find(({ id, name }) => id === textIn(fields, 'TrackingOptionID') || name === textIn(fields, 'Option'));
    return category && option ? [{ category: category.name, categoryId: category.id, option: option.name, optionId: option.id }] : [];
  });
}
