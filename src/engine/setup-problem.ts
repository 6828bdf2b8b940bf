/** Why a step of a set-up cannot be taken, for the person who took it: what was seen, what was expected, what to do. */
export class SetupProblem extends Error {
  readonly is: 'missing' | 'conflict' | 'invalid';
  readonly seen: string | null;
  readonly expected: string | null;
  readonly fix: string | null;
  constructor(
    is: SetupProblem['is'],
    message: string,
    says: { readonly seen?: string; readonly expected?: string; readonly fix?: string } = {},
  ) {
    super(message);
    this.name = 'SetupProblem';
    this.is = is;
    this.seen = says.seen ?? null;
    this.expected = says.expected ?? null;
    this.fix = says.fix ?? null;
  }
}
