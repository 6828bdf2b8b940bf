/** A permission as the consent page words it. */
export interface ConsentScope {
  readonly name: string;
  /** The kind of data in a person's words: 'Invoices and credit notes'. */
  readonly covers: string;
  readonly why: string;
  /** Null for what is not about the organisation's data: who signs in. */
  readonly access: 'read' | 'readAndWrite' | null;
}

export interface ConsentPage {
  readonly provider: string;
  readonly app: string;
  readonly person: string;
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly about: string;
    readonly isChosen: boolean;
    readonly isConnected: boolean;
  }[];
  readonly scopes: readonly ConsentScope[];
  /** The parameters of the request, sent along with the answer. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly problem: string | null;
}

/** The page on which a person says which accounts an application may use, and for what. Plain HTML, no script. */
export function consentPage(page: ConsentPage): string {
  const { provider, app } = page;
  const hidden = Object.entries(page.hidden).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const accounts = page.accounts.map(
    ({ id, name, about, isChosen, isConnected }) => `
      <label class="choice"><input type="checkbox" name="account" value="${escape(id)}"${isChosen ? ' checked' : ''}>
        <span><strong>${escape(name)}</strong><small>${escape(about)}${isConnected ? ' · already connected' : ''}</small></span></label>`,
  );
  const scopes = page.scopes.map(
    ({ covers, why, access }) =>
      `<li><strong>${escape(covers)}</strong>${access === null ? '' : ` <em>${accessWords[access]}</em>`}<small>${escape(why)}</small></li>`,
  );
  return frame(
    `${app} wants to connect to ${provider}`,
    `<p class="who">Signed in as ${escape(page.person)}</p>
    <h1>${escape(app)} wants to use your ${escape(provider)} data</h1>
    ${page.problem === null ? '' : `<p class="problem" role="alert">${escape(page.problem)}</p>`}
    <form method="post">
      ${hidden.join('')}
      <fieldset><legend>Which organisation?</legend>${accounts.join('')}</fieldset>
      <h2>It will be able to use</h2>
      <ul>${scopes.join('')}</ul>
      <p class="note">You can disconnect at any time. This is a sandbox: nothing here reaches a real ${escape(provider)} account.</p>
      <div class="buttons">
        <button name="decision" value="approve">Allow access</button>
        <button name="decision" value="deny" class="quiet">Cancel</button>
      </div>
    </form>`,
  );
}

const accessWords = { read: 'read only', readAndWrite: 'read and write' } as const;

/** Says why a sign-in cannot even begin; there is no address to go back to that could be trusted. */
export const refusalPage = (problem: string): string =>
  frame('Cannot connect', `<h1>This sign-in cannot go on</h1><p class="problem" role="alert">${escape(problem)}</p>`);

const frame = (title: string, main: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${style}</style></head><body><main>${main}</main></body></html>`;

const style = `
*{box-sizing:border-box}body{margin:0;background:#eef2f5;color:#15202b;font:16px/1.5 system-ui,sans-serif}
main{max-width:32rem;margin:6vh auto;padding:2rem;background:#fff;border-radius:14px;box-shadow:0 2px 24px #0f2a4a1f}
h1{font-size:1.4rem;line-height:1.25;margin:.2rem 0 1.2rem}h2{font-size:1rem;margin:1.4rem 0 .4rem}.who{color:#526070;margin:0}
fieldset{border:0;margin:0;padding:0}legend{font-weight:600;padding:0 0 .4rem}
.choice{display:flex;gap:.8rem;align-items:center;border:1px solid #c5d0da;border-radius:10px;padding:.7rem .9rem;margin-bottom:.5rem;cursor:pointer}
.choice:has(:checked){border-color:#0b6bcb;background:#f0f7ff}input{width:1.15rem;height:1.15rem;accent-color:#0b6bcb}
small{display:block;color:#526070;font-size:.875rem}ul{list-style:none;margin:0;padding:0}li{padding:.5rem 0;border-bottom:1px solid #e6ebf0}
em{font-style:normal;font-size:.8rem;color:#526070;border:1px solid #c5d0da;border-radius:99px;padding:0 .5rem}
.problem{background:#fdecec;color:#8c1d1d;border-radius:8px;padding:.6rem .9rem}.note{color:#526070;font-size:.875rem}
.buttons{display:flex;gap:.7rem}button{font:inherit;font-weight:600;padding:.65rem 1.3rem;border:0;border-radius:10px;background:#0b6bcb;color:#fff;cursor:pointer}
button.quiet{background:#e6ebf0;color:#15202b}:focus-visible{outline:3px solid #f5a524;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#0e151c;color:#e8eef4}main{background:#18222d}.choice{border-color:#33414f}.choice:has(:checked){background:#12304d}
small,.who,.note,em{color:#a3b2c1}li{border-color:#28343f}button.quiet{background:#2b3946;color:#e8eef4}.problem{background:#4a1c1c;color:#ffd9d9}}`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
