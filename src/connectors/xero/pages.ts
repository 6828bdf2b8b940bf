import type { Http } from '../../contract/http.ts';
import { objectIn } from '../../core/json.ts';
import type { Kind } from '../../core/records.ts';
import { root } from './api.ts';
import { listOf, textOf } from './wire.ts';

const app = 'https://go.xero.com';

/** Where Xero's own app shows a document (Xero, Deep link to Xero). */
const paths: { readonly [K in Kind]?: (id: string) => string } = {
  invoice: (id) => `/AccountsReceivable/View.aspx?InvoiceID=${id}`,
  creditNote: (id) => `/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=${id}`,
  contact: (id) => `/Contacts/View/${id}`,
};

export interface Pages {
  /** The same way out, with an ear for the organisation's short code, which the answers of every poll show. */
  readonly http: Http;
  /** Before the short code was heard, the page is of the organisation in which the person is at that moment. */
  pageOf(kind: Kind, id: string): string | null;
}

export function pagesThrough(http: Http): Pages {
  let shortCode: string | null = null;
  return {
    http: async (request) => {
      const response = await http(request);
      if (request.path === `${root}/Organisation` && response.status === 200) {
        const [organisation] = listOf(objectIn(response.body) ?? {}, 'Organisations');
        shortCode = organisation === undefined ? shortCode : (textOf(organisation, 'ShortCode') ?? shortCode);
      }
      return response;
    },
    pageOf: (kind, id) => {
      const path = paths[kind]?.(encodeURIComponent(id));
      if (path === undefined) return null;
      return shortCode === null
        ? app + path
        : `${app}/organisationlogin/default.aspx?shortcode=${encodeURIComponent(shortCode)}&redirecturl=${path}`;
    },
  };
}
