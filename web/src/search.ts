/**
 * Keeps the named words of an address's search and drops the rest: `validateSearch: searchOf('flow', 'state')`. Every word is optional
 * text, so that a link from elsewhere can never break a page.
 */
export const searchOf =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Readonly<Record<string, unknown>>): { readonly [name in Name]?: string } => {
    const kept: { [name in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') kept[name] = value;
      // The router reads '2026' in an address as a number.
      if (typeof value === 'number' || typeof value === 'boolean') kept[name] = String(value);
    }
    return kept;
  };
